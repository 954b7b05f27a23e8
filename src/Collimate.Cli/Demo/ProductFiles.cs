using static Collimate.Cli.Demo.FileChange;

namespace Collimate.Cli.Demo;

/// <summary>The Python part of the project, as its first commits record it.</summary>
internal static class ProductFiles
{
    public static readonly FileChange[] Beginning =
    [
        new Write("README.md", """
            # Tidewater

            Reads what tide gauges write, and says when the water is high.

            ## Start

            Run `python -m tidewater.cli FILE` with the file of a gauge.

            ## Documents

            * [Overview](docs/index.md)

            ## People

            Written by the harbour offices that use it.
            """),
        new Write(".gitattributes", "CHANGELOG.md merge=union\n*.png binary"),
        new Write(".gitignore", "__pycache__/\nbin/\nobj/"),
        new Write("tidewater/__init__.py", "\"\"\"Reads and judges the water level in harbours.\"\"\""),
        new Write("tidewater/gauge.py", """"
            """Reads the text files that a tide gauge writes."""

            from dataclasses import dataclass

            COMMENT = "#"
            SEPARATOR = ";"


            @dataclass(frozen=True)
            class Reading:
                """One height, in metres above chart datum."""

                station: str
                minute: int
                height: float


            def parse_line(line):
                """Turns one line into a reading, or None for a comment."""
                text = line.strip()
                if not text or text.startswith(COMMENT):
                    return None
                station, minute, height = text.split(SEPARATOR)
                return Reading(station, int(minute), float(height))


            def read_file(path):
                """Yields the readings of one file in their order."""
                with open(path, encoding="utf-8") as lines:
                    for line in lines:
                        reading = parse_line(line)
                        if reading is not None:
                            yield reading
            """"),
    ];

    public static readonly FileChange[] Reporting =
    [
        new Write("tidewater/units.py", """"
            """Conversions between the units that harbours use."""

            METRES_PER_FOOT = 0.3048
            CENTIMETRES_PER_METRE = 100


            def feet(metres):
                """Metres as feet."""
                return metres / METRES_PER_FOOT


            def centimetres(metres):
                """Metres as whole centimetres."""
                return int(metres * CENTIMETRES_PER_METRE)


            def label(metres):
                """A height as people read it."""
                return f"{metres:.2f} m"
            """"),
        new Write("tidewater/report.py", """"
            """Prints the readings of a day as a table."""

            from tidewater.units import label

            WIDTH = 32


            def heading(station):
                """The name of the station, centred."""
                return station.upper().center(WIDTH)


            def row(reading):
                """The time of the day on the left, the height on the right."""
                hours, minutes = divmod(reading.minute, 60)
                return f"{hours:02}:{minutes:02}".ljust(WIDTH - 8) + label(reading.height).rjust(8)


            def footer(readings):
                """How many readings there were."""
                return f"{len(readings)} readings"


            def table(station, readings):
                """Everything together, one line per reading."""
                return "\n".join([heading(station), *map(row, readings), footer(readings)])
            """"),
        new Write("tidewater/alerts.py", """"
            """Decides when somebody has to be woken."""

            HIGH_WATER = 3.2
            LOW_WATER = 0.4
            QUIET_MINUTES = 30


            def level_of(height):
                """The name of the alert for a height, or None when all is well."""
                if height >= HIGH_WATER:
                    return "high"
                if height <= LOW_WATER:
                    return "low"
                return None


            def is_due(last_minute, minute):
                """An alert is repeated only after a quiet time."""
                return minute - last_minute >= QUIET_MINUTES
            """"),
        new Write("tidewater/legacy_format.py", """"
            """Reads the fixed columns that gauges wrote until 1998."""

            from tidewater.gauge import Reading

            STATION = slice(0, 8)
            MINUTE = slice(8, 12)
            HEIGHT = slice(12, 18)


            def parse_line(line):
                """Heights were whole centimetres then."""
                return Reading(line[STATION].strip(), int(line[MINUTE]), int(line[HEIGHT]) / 100)


            def read_file(path):
                """Yields the readings of one old file."""
                with open(path, encoding="latin-1") as lines:
                    yield from map(parse_line, lines)
            """"),
        new Write("tidewater/cli.py", """"
            """The command: one table for each file that is named."""

            import sys

            from tidewater import gauge
            from tidewater import legacy_format
            from tidewater import report


            def read(path):
                """Old files end in .tg1."""
                reader = legacy_format if path.endswith(".tg1") else gauge
                return list(reader.read_file(path))


            def main(paths):
                """Prints the tables and returns the exit code."""
                for path in paths:
                    readings = read(path)
                    if readings:
                        print(report.table(readings[0].station, readings))
                return 0


            if __name__ == "__main__":
                sys.exit(main(sys.argv[1:]))
            """"),
        new Write("tests/test_gauge.py", """
            from tidewater.gauge import parse_line


            def test_a_comment_is_no_reading():
                assert parse_line("# harbour office") is None


            def test_a_line_has_three_columns():
                assert parse_line("esbjerg;15;1.25").height == 1.25
            """),
    ];
}

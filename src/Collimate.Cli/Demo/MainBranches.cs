using static Collimate.Cli.Demo.FileChange;

namespace Collimate.Cli.Demo;

/// <summary>Branches of <c>main</c> that differ by what they do to files.</summary>
internal static class MainBranches
{
    public static void Tell(PrimaryLine main, DemoCommit founded)
    {
        Clean(main, founded);
        Documents(main, founded);
        Renamed(main, founded);
        Conflicting(main, founded);
    }

    private static void Clean(PrimaryLine main, DemoCommit founded)
    {
        main.Aligns("feature/wind-column", "several commits of its own", founded)
            .Commit("Read the wind column", new Write("tidewater/wind.py", """"
                """Reads the optional column with the wind."""

                CALM = 0.0


                def speed(columns):
                    """Metres per second; calm when the column is missing."""
                    return float(columns[3]) if len(columns) > 3 else CALM
                """"))
            .Commit("Test the wind column", new Write("tests/test_wind.py", """
                from tidewater.wind import CALM, speed


                def test_a_missing_column_means_calm():
                    assert speed(["brest", "15", "1.25"]) == CALM
                """))
            .Commit("Say where the wind stands",
                new Append("docs/stations.md", "\nThe fourth column, where there is one, is the wind in metres per second."));

        main.Aligns("feature/station-search", "several commits of its own", founded)
            .Commit("Search stations by the start of their names", new Write("viewer/StationSearch.cs", """
                namespace Tidewater.Viewer;

                /// <summary>Finds stations by the start of their names.</summary>
                public static class StationSearch
                {
                    public static IEnumerable<string> Find(IEnumerable<string> names, string start) =>
                        names.Where(name => name.StartsWith(start, StringComparison.Ordinal));
                }
                """))
            .Commit("Ignore case when searching",
                new Edit("viewer/StationSearch.cs", "StringComparison.Ordinal)", "StringComparison.OrdinalIgnoreCase)"));

        main.Aligns("fix/negative-heights", "one small commit", founded)
            .Commit("Say that heights can be negative\n\nA spring tide falls below chart datum.", new Edit(
                "tidewater/gauge.py", "in metres above chart datum.", "in metres above chart datum; negative below it."));
    }

    private static void Documents(PrimaryLine main, DemoCommit founded)
    {
        main.Aligns("docs/glossary", "adds a document", founded)
            .Commit("Explain our words",
                new Write("docs/glossary.md", "# Words\n\n* **datum**: where heights begin\n* **staff**: a board with a scale"),
                new Edit("README.md", "[Overview](docs/index.md)", "[Overview](docs/index.md)\n* [Words](docs/glossary.md)"));

        main.Aligns("docs/changelog-bars", "both added a line, merged as a union", founded)
            .Commit("Tell users about the colours", new Edit(
                "CHANGELOG.md", "* Draw the day as bars.", "* Draw the day as bars.\n* Show high water in red."));
    }

    private static void Renamed(PrimaryLine main, DemoCommit founded)
    {
        main.Aligns("feature/summary-totals", "edits a file that was renamed upstream", founded)
            .Commit("Print the highest water of the day", new Edit(
                "tidewater/report.py",
                "    return f\"{len(readings)} readings\"",
                "    highest = label(max(reading.height for reading in readings))\n"
                + "    return f\"{len(readings)} readings, highest {highest}\""));

        main.Aligns("chore/gauges-file", "the same rename on both sides", founded)
            .Commit("Name the data after the gauges, add Vigo",
                new Move("data/stations.csv", "data/gauges.csv"),
                new Append("data/gauges.csv", "vigo,Vigo,-2.12"));

        main.Aligns("docs/field-kit", "edits inside a directory that was renamed upstream", founded)
            .Commit("Carry a second lamp",
                new Edit("docs/guides/field-kit.md", "* a lamp, and cells for it", "* two lamps, and cells for both"))
            .Commit("Wait longer for calm water",
                new Edit("docs/guides/measuring.md",
                    "Wait for calm water.",
                    "Wait for calm water, a quarter of an hour if need be."));
    }

    private static void Conflicting(PrimaryLine main, DemoCommit founded)
    {
        main.Conflicts("feature/alert-threshold", "changes the same line as upstream", founded)
            .Commit("Wake people earlier", new Edit("tidewater/alerts.py", "HIGH_WATER = 3.2", "HIGH_WATER = 3.0"))
            .Commit("Repeat alerts sooner", new Edit("tidewater/alerts.py", "QUIET_MINUTES = 30", "QUIET_MINUTES = 20"));

        main.Conflicts("fix/legacy-header", "edits a file that was deleted upstream", founded)
            .Commit("Skip the header of old files", new Edit(
                "tidewater/legacy_format.py",
                "        yield from map(parse_line, lines)",
                "        next(lines, None)\n        yield from map(parse_line, lines)"));

        main.Conflicts("cleanup/drop-station-list", "deletes a file that was renamed upstream", founded)
            .Commit("Drop the list that nobody shows", new Delete("viewer/StationList.cs"));

        main.Conflicts("feature/answer-cache", "both added a file of the same name", founded)
            .Commit("Keep the last answers", new Write("tidewater/cache.py", """"
                """Keeps the last answers, oldest first."""

                from collections import OrderedDict

                CAPACITY = 100


                class Answers(OrderedDict):
                    """Forgets the oldest answer when it is full."""

                    def put(self, question, answer):
                        self[question] = answer
                        if len(self) > CAPACITY:
                            self.popitem(last=False)
                """"));
    }
}

using static Collimate.Cli.Demo.FileChange;

namespace Collimate.Cli.Demo;

/// <summary>Commits of <c>main</c> that the other stories build on.</summary>
/// <param name="First">The root.</param>
/// <param name="Founded">Where nearly every branch began.</param>
/// <param name="Middle">Some time later.</param>
internal sealed record MainCommits(DemoCommit First, DemoCommit Founded, DemoCommit Middle);

/// <summary>What happens on <c>main</c>: it is founded, branches leave it, and it moves on underneath them.</summary>
internal static class MainStory
{
    /// <summary>One commit of a feature branch, and the same change squashed into <c>main</c>.</summary>
    public static readonly FileChange[] StationAboveChart =
    [
        new Edit("viewer/TideChart.cs",
            "    public string Draw()\n",
            "    public string Station { get; init; } = \"\";\n\n    public string Draw()\n"),
        new Edit("viewer/TideChart.cs", "heights.Select(Line);", "heights.Select(Line).Prepend(Station);"),
    ];

    public static readonly FileChange[] JsonExport =
    [
        new Write("tidewater/export.py", """"
            """Writes readings for other programs."""

            import json


            def to_json(readings):
                """An array with one object per reading."""
                return json.dumps([vars(reading) for reading in readings], indent=2)
            """"),
    ];

    public static readonly FileChange[] JsonExportTest =
    [
        new Write("tests/test_export.py", """
            from tidewater.export import to_json


            def test_no_reading_gives_an_empty_array():
                assert to_json([]) == "[]"
            """),
    ];

    /// <summary>A commit of a feature branch that <c>main</c> picked.</summary>
    public static readonly FileChange[] ByteOrderMark =
    [
        new Edit("tidewater/gauge.py", "encoding=\"utf-8\"", "encoding=\"utf-8-sig\""),
    ];

    public static MainCommits Tell(HistoryRecorder recorder)
    {
        var main = new PrimaryLine(recorder, "main", from: null);
        var first = main.Commit("Read the files of a gauge", ProductFiles.Beginning).Tip;
        main.Commit("Print the readings of a day", ProductFiles.Reporting);
        main.Commit("Draw the day as bars", HarbourFiles.Viewer);
        var founded = main.Commit("Write down how to measure", HarbourFiles.Documents).Tip;

        MainBranches.Tell(main, founded);
        MoveOn(main);
        var commits = new MainCommits(first, founded, main.Tip);
        MainTopology.Tell(main, commits);
        TakeInBranches(main);
        MainTopology.TellAtTheEnd(main, commits);
        return commits;
    }

    private static void MoveOn(PrimaryLine main) => main
        .Commit("Round heights to the nearest centimetre",
            new Edit("tidewater/units.py", "int(metres * CENTIMETRES_PER_METRE)", "round(metres * CENTIMETRES_PER_METRE)"))
        .Commit("Call the report a summary",
            new Move("tidewater/report.py", "tidewater/summary.py"),
            new Edit("tidewater/summary.py", "Prints the readings of a day as a table.", "Sums up a day as a table."),
            new Edit("tidewater/cli.py", "import report", "import summary"),
            new Edit("tidewater/cli.py", "report.table", "summary.table"))
        .Commit("Stop reading the columns of 1998",
            new Delete("tidewater/legacy_format.py"),
            new Edit("tidewater/cli.py", "from tidewater import legacy_format\n", ""),
            new Edit("tidewater/cli.py", "Old files end in .tg1.", "All readings of one file."),
            new Edit("tidewater/cli.py", "    reader = legacy_format if path.endswith(\".tg1\") else gauge\n", ""),
            new Edit("tidewater/cli.py", "reader.read_file(path)", "gauge.read_file(path)"))
        .Commit("Call the guides a handbook",
            new Move("docs/guides/", "docs/handbook/"),
            new Edit("docs/index.md", "guides/measuring.md", "handbook/measuring.md"),
            new Edit("docs/index.md", "guides/calibration.md", "handbook/calibration.md"),
            new Edit("docs/index.md", "guides/field-kit.md", "handbook/field-kit.md"));

    private static void TakeInBranches(PrimaryLine main) => main
        .Commit("Let people pick a station",
            new Move("viewer/StationList.cs", "viewer/StationPicker.cs"),
            new Edit("viewer/StationPicker.cs", "class StationList(", "class StationPicker("))
        .Commit("Keep answers for an hour", new Write("tidewater/cache.py", """"
            """Remembers answers for an hour."""

            LIFETIME_MINUTES = 60


            def is_fresh(stored_minute, minute):
                """An answer from the future is fresh too."""
                return minute - stored_minute < LIFETIME_MINUTES
            """"))
        .Commit("Wake people at three metres and a half", new Edit("tidewater/alerts.py", "HIGH_WATER = 3.2", "HIGH_WATER = 3.5"))
        .Commit("Name the data after the gauges", new Move("data/stations.csv", "data/gauges.csv"))
        .Commit("Show the station above the chart (#41)", StationAboveChart)
        .Commit("Export readings as JSON (#44)\n\n* write the array\n* test the empty one", [.. JsonExport, .. JsonExportTest])
        .Commit("Ignore a byte order mark", ByteOrderMark)
        .Commit("Tell users about the export",
            new Edit("CHANGELOG.md", "* Draw the day as bars.", "* Draw the day as bars.\n* Export readings as JSON."));
}

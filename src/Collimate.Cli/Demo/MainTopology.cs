using static Collimate.Cli.Demo.FileChange;

namespace Collimate.Cli.Demo;

/// <summary>Branches of <c>main</c> that differ by how their commits hang together.</summary>
internal static class MainTopology
{
    private const int StackCluster = 10;

    public static void Tell(PrimaryLine main, MainCommits commits)
    {
        Stacked(main, commits.Founded);
        SharedTip(main, commits.Middle);
        TakenInUpstream(main, commits.Founded);
        main.Aligns("feature/map-page", "merged its primary branch in between", commits.Founded)
            .Commit("Begin a page with a map", new Write("docs/map.md", "# Map\n\nHarbours from north to south."))
            .Merge("Merge branch 'main' into feature/map-page", commits.Middle, commits.Founded)
            .Commit("List the harbours of the map",
                new Append("docs/map.md", "\n1. Bergen\n2. Aberdeen\n3. Esbjerg\n4. Brest\n5. Lagos"));
    }

    /// <summary>Branches whose place is measured from where <c>main</c> stays.</summary>
    public static void TellAtTheEnd(PrimaryLine main, MainCommits commits)
    {
        main.FastForwards("old/first-sketch", "nothing of its own, since the first commit", commits.First);
        main.FastForwards("old/spring-cleaning", "nothing of its own", commits.Middle);
        main.AlreadyAligned("review/main-as-it-is", "points where its primary branch points");
        main.AlreadyAligned("release/notes", "grew from the newest commit of its primary branch")
            .Commit("Date the next release", new Edit("CHANGELOG.md", "## Unreleased", "## 0.2"));
    }

    private static void Stacked(PrimaryLine main, DemoCommit founded)
    {
        var table = main.Aligns("stack/tides-1-table", "the first of a stack of four", founded).InCluster(StackCluster)
            .Commit("Keep a table of coming tides", new Write("tidewater/tide_table.py", """"
                """The coming tides of one station."""


                def parse(lines):
                    """Pairs of minute and height."""
                    pairs = (line.split() for line in lines)
                    return [(int(minute), float(height)) for minute, height in pairs]
                """"))
            .Commit("Sort the table by time", new Edit(
                "tidewater/tide_table.py",
                "return [(int(minute), float(height)) for minute, height in pairs]",
                "return sorted((int(minute), float(height)) for minute, height in pairs)"));

        var lookup = main.Aligns("stack/tides-2-lookup", "the second of a stack of four", table.Tip).InCluster(StackCluster)
            .Commit("Find the next tide", new Append("tidewater/tide_table.py", """"


                def following(table, minute):
                    """The first tide at this minute or later, or None."""
                    return next((tide for tide in table if tide[0] >= minute), None)
                """"));

        var command = main.Aligns("stack/tides-3-command", "the third of a stack of four", lookup.Tip).InCluster(StackCluster)
            .Commit("Ask for the next tide on the command line", new Write("tidewater/next_tide.py", """"
                """The command: the next tide of a table that comes on standard input."""

                import sys

                from tidewater import tide_table


                def main(minute):
                    """Prints minute and height."""
                    print(tide_table.following(tide_table.parse(sys.stdin), minute))
                """"));

        main.Aligns("stack/tides-4-document", "the last of a stack of four", command.Tip).InCluster(StackCluster)
            .Commit("Document the next tide",
                new Write("docs/next-tide.md", "# The next tide\n\nPipe a table into `tidewater.next_tide`."))
            .Commit("Name the command in its own text",
                new Edit("tidewater/next_tide.py", "The command:", "The command next_tide:"));
    }

    private static void SharedTip(PrimaryLine main, DemoCommit middle)
    {
        var palette = main.Aligns("feature/colour-blind-palette", "shares its tip with another branch", middle)
            .Commit("Use colours that everybody can tell apart",
                new Edit("viewer/TideChart.cs", "ConsoleColor.Red", "ConsoleColor.Yellow"),
                new Edit("viewer/TideChart.cs", "ConsoleColor.Green", "ConsoleColor.Blue"),
                new Edit("viewer/TideChart.cs", "Red from here on.", "Yellow from here on."));

        main.Aligns("review/colour-blind-palette", "shares its tip with another branch", palette.Tip);
    }

    private static void TakenInUpstream(PrimaryLine main, DemoCommit founded)
    {
        main.Aligns("feature/station-heading", "one commit, squashed upstream: nothing is left of it", founded)
            .Commit("Show the name of the station above its chart", MainStory.StationAboveChart);

        main.Aligns("feature/json-export", "two commits, squashed upstream: nothing is left of it", founded)
            .Commit("Write readings as a JSON array", MainStory.JsonExport)
            .Commit("Test the empty array", MainStory.JsonExportTest);

        main.Aligns("fix/byte-order-mark", "one of its two commits was picked upstream", founded)
            .Commit("Ignore a byte order mark at the start of a file", MainStory.ByteOrderMark)
            .Commit("Say which files are read",
                new Append("docs/stations.md", "\nFiles are UTF-8, with or without a byte order mark."));
    }
}

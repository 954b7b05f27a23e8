using static Collimate.Cli.Demo.FileChange;

namespace Collimate.Cli.Demo;

/// <summary>The branches that follow <c>scientific</c>.</summary>
internal static class ScientificBranches
{
    public static void Tell(PrimaryLine scientific, DemoCommit begun)
    {
        Clean(scientific, begun);
        OtherLanguages(scientific, begun);
        OddCommits(scientific, begun);
        Conflicting(scientific, begun);
    }

    /// <summary>Branches whose place is measured from where the primary branch stays.</summary>
    public static void TellAtTheEnd(PrimaryLine scientific, DemoCommit early)
    {
        scientific.FastForwards("archive/first-fit", "nothing of its own", early);
        scientific.AlreadyAligned("research/seiche", "grew from the newest commit of its primary branch")
            .Commit("Collect what is known about seiches",
                new Write("science/notes/seiche.md", "# Seiche\n\nA basin rings like a bell."))
            .Commit("Give the period of the basin in Brest",
                new Append("science/notes/seiche.md", "\nBrest: between eleven and fourteen minutes."));
    }

    private static void Clean(PrimaryLine scientific, DemoCommit begun)
    {
        scientific.Aligns("research/tidal-constants", "several commits of its own", begun)
            .Commit("Add the shallow water constituents",
                new Edit("science/harmonics.py",
                    "    \"O1\": 13.943,\n",
                    "    \"O1\": 13.943,\n    \"M4\": 57.968,\n    \"MS4\": 58.984,\n"))
            .Commit("Explain where the speeds come from",
                new Write("science/notes/speeds.md", "# Speeds\n\nEach speed is a sum of six astronomical ones."));

        scientific.Aligns("research/spectral-peaks", "five commits of its own", begun)
            .Commit("Begin a search for peaks",
                new Write("science/peaks.py", "\"\"\"Finds the peaks of a spectrum.\"\"\"\n\nTHRESHOLD = 0.1"))
            .Commit("Compare each value with its neighbours",
                new Append("science/peaks.py", "\n\ndef is_peak(left, middle, right):\n    return left < middle > right"))
            .Commit("Ignore small peaks",
                new Edit("science/peaks.py",
                    "return left < middle > right",
                    "return middle > THRESHOLD and left < middle > right"))
            .Commit("Lower the threshold", new Edit("science/peaks.py", "THRESHOLD = 0.1", "THRESHOLD = 0.05"))
            .Commit("Ask which peaks are real",
                new Write("science/notes/peaks.md", "# Peaks\n\nA peak that is there in both years is real."));

        scientific.Aligns("paper/figure-two", "replaces a binary file", begun)
            .Commit("Draw the second figure with larger type", new Binary("science/figures/figure-2.png", Seed: 3));
    }

    private static void OtherLanguages(PrimaryLine scientific, DemoCommit begun)
    {
        scientific.Aligns("forskning/stormflod-på-vestkysten", "names and messages beyond ASCII", begun)
            .Commit("Tilføj målinger fra Esbjerg\n\nVandstanden nåede højeste værdi først på natten.",
                new Write("science/notes/målinger ved Esbjerg.md", "# Målinger\n\nBølgerne gik over molen. 🌊"));

        scientific.Aligns("研究/潮汐モデル", "names and messages in another script", begun)
            .Commit("潮汐モデルの説明を追加", new Write("science/notes/潮汐.md", "# 潮汐\n\n月と太陽が海を動かす。"));

        scientific.Aligns("research/brest-notes", "a message in ISO-8859-1", begun)
            .Commit("Relevés de Brest : décalage corrigé à l'été\n\nÉcart de trois centimètres.",
                MessageEncoding.Latin1,
                [new Write("science/notes/brest.md", "# Brest\n\nThe gauge was three centimetres off until the summer.")]);
    }

    private static void OddCommits(PrimaryLine scientific, DemoCommit begun)
    {
        var gauges = scientific.Aligns("research/two-gauges", "has a merge of two lines of its own", begun);
        var common = gauges
            .Commit("Compare two gauges", new Write("science/pairs.py", "\"\"\"Compares two gauges of one harbour.\"\"\"")).Tip;
        var notes = gauges
            .Commit("Describe it", new Write("science/notes/second-gauge.md", "# The second gauge\n\nIt stands on the other mole.")).Tip;
        gauges.ContinueFrom(common)
            .Commit("Take the difference",
                new Append("science/pairs.py", "\n\ndef difference(left, right):\n    return left - right"))
            .Merge("Merge the notes about the second gauge", notes, common);

        scientific.Aligns("research/quiet-week", "has an empty commit on purpose", begun)
            .Commit("Plan a quiet week",
                new Write("science/notes/quiet-week.md", "# A quiet week\n\nNobody measures; the gauge writes alone."))
            .Commit("Run the long check once more");

        scientific.Aligns("research/wide-filter", "one commit was picked upstream, and reverted there", begun)
            .Commit("Smooth over six neighbours", ScientificStory.WiderFilter)
            .Commit("Describe the filter",
                new Write("science/notes/filter.md", "# The filter\n\nWide filters hide short waves."));
    }

    private static void Conflicting(PrimaryLine scientific, DemoCommit begun)
    {
        scientific.Conflicts("research/residual-window", "changes the same line as upstream", begun)
            .Commit("Look at two days at a time", new Edit("science/residuals.py", "WINDOW_HOURS = 25", "WINDOW_HOURS = 49"));

        scientific.Conflicts("research/boat-protocol", "adds a file to a directory that was renamed upstream", begun)
            .Commit("Describe work from a boat",
                new Write("science/methods/boat.md", "# From a boat\n\nAnchor fore and aft.\nWear the vest."));

        scientific.Conflicts("research/rounded-speeds", "conflicts when rebased, merges cleanly", begun)
            .Commit("Round the speed of M2", new Edit("science/harmonics.py", "\"M2\": 28.984,", "\"M2\": 29.0,"))
            .Commit("Revert \"Round the speed of M2\"", new Edit("science/harmonics.py", "\"M2\": 29.0,", "\"M2\": 28.984,"))
            .Commit("Warn of round numbers",
                new Write("science/notes/rounding.md", "# Rounding\n\nAfter a year, a rounded speed is a day off."));
    }
}

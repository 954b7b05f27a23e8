using static Collimate.Cli.Demo.FileChange;

namespace Collimate.Cli.Demo;

/// <summary>What happens on <c>scientific</c>, which leaves <c>main</c> early and merges it once.</summary>
internal static class ScientificStory
{
    /// <summary>A commit of a feature branch that this primary branch picked and took back.</summary>
    public static readonly FileChange[] WiderFilter =
    [
        new Edit("science/smoothing.py", "HALF_WIDTH = 3", "HALF_WIDTH = 6"),
    ];

    private static readonly FileChange[] Beginning =
    [
        new Write("science/__init__.py", "\"\"\"What we would like to know about the tides.\"\"\""),
        new Write("science/harmonics.py", """"
            """Adds up the harmonic constituents of a tide."""

            from math import cos, radians

            # Degrees per hour.
            SPEEDS = {
                "M2": 28.984,
                "S2": 30.0,
                "N2": 28.440,
                "K1": 15.041,
                "O1": 13.943,
            }


            def height(constituents, hour):
                """Amplitude and phase of each constituent, at one hour."""
                return sum(
                    amplitude * cos(radians(SPEEDS[name] * hour - phase))
                    for name, (amplitude, phase) in constituents.items()
                )
            """"),
        new Write("science/residuals.py", """"
            """What is left when the tide is taken away: the weather."""

            WINDOW_HOURS = 25
            MINIMUM_READINGS = 12


            def residual(measured, predicted):
                """Measured minus predicted, pair by pair."""
                return [left - right for left, right in zip(measured, predicted)]


            def mean(values):
                """The mean of the last window, or None when it has too few values."""
                window = values[-WINDOW_HOURS:]
                return sum(window) / len(window) if len(window) >= MINIMUM_READINGS else None
            """"),
        new Write("science/smoothing.py", """"
            """Takes the waves out of a series."""

            HALF_WIDTH = 3


            def smooth(values):
                """The mean of the neighbours of each value."""
                return [mean_around(values, index) for index in range(len(values))]


            def mean_around(values, index):
                """Fewer neighbours at both ends."""
                near = values[max(0, index - HALF_WIDTH):index + HALF_WIDTH + 1]
                return sum(near) / len(near)
            """"),
        new Write("science/methods/survey.md",
            "# Survey\n\nMeasure at slack water.\nRepeat on three days.\nNote the wind each time."),
        new Write("science/methods/levelling.md",
            "# Levelling\n\nBegin at the bolt in the church wall.\nClose the loop on the same day.\nAccept four millimetres."),
        new Binary("science/figures/figure-2.png", Seed: 2),
    ];

    public static void Tell(HistoryRecorder recorder, MainCommits main)
    {
        var scientific = new PrimaryLine(recorder, "scientific", main.Founded);
        var early = scientific.Commit("Add up the constituents of a tide", Beginning).Tip;
        var questions = new Write("science/questions.md", "# Questions\n\n* How high is a surge?\n* How long does it last?");
        var begun = scientific.Commit("Ask one question per paper", questions).Tip;

        ScientificBranches.Tell(scientific, begun);
        MoveOn(scientific, main);
        ScientificBranches.TellAtTheEnd(scientific, early);
    }

    private static void MoveOn(PrimaryLine scientific, MainCommits main) => scientific
        .Commit("Look at three tides at a time", new Edit("science/residuals.py", "WINDOW_HOURS = 25", "WINDOW_HOURS = 37"))
        .Commit("Call methods protocols", new Move("science/methods/", "science/protocols/"))
        .Merge("Merge branch 'main' into scientific", main.Middle, main.Founded)
        .Commit("Give the speed of M2 in full", new Edit("science/harmonics.py", "\"M2\": 28.984,", "\"M2\": 28.9841042,"))
        .Commit("Smooth over more neighbours", WiderFilter)
        .Commit("Revert \"Smooth over more neighbours\"\n\nIt hides the seiche in Brest.",
            new Edit("science/smoothing.py", "HALF_WIDTH = 6", "HALF_WIDTH = 3"))
        .Commit("Ask about the seiche", new Append("science/questions.md", "* Where does the seiche in Brest come from?"));
}

using System.Globalization;
using static Collimate.Cli.Demo.FileChange;

namespace Collimate.Cli.Demo;

/// <summary>What happens on <c>orchestration-tools</c>, and the branches that follow it.</summary>
internal static class OrchestrationStory
{
    private const int StackCluster = 11;
    private const int StationsOnTheWay = 12;

    private static readonly FileChange[] Beginning =
    [
        new Write("pipelines/nightly.yml", """
            name: nightly
            at: "02:30"

            steps:
              - fetch
              - check
              - report

            retry:
              times: 3
              pause_seconds: 60

            tell: office@harbour.example.com
            """),
        new Write("pipelines/steps.py", """"
            """The steps that a pipeline can name."""

            STEPS = {}


            def step(function):
                """Registers a step under its own name."""
                STEPS[function.__name__] = function
                return function


            @step
            def fetch(station):
                """The command that brings the file of a station."""
                return ["scripts/fetch.sh", station]


            @step
            def check(station):
                """The command that looks for gaps."""
                return ["scripts/check.sh", station]
            """"),
        new Write("scripts/check.sh", """
            #!/bin/sh
            # Says whether the file of a station has gaps.
            set -eu

            file=incoming/$1.txt

            test -s "$file"

            lines=$(wc -l < "$file")
            test "$lines" -ge 1440
            """),
        new WriteWithCrLf("config/logger.ini", """
            [logger]
            interval=60
            station=esbjerg

            [line]
            port=COM1
            speed=9600
            parity=none

            [file]
            folder=C:\GAUGE
            keep=31
            """),
        new Write("docs/runbook.md", """
            # Runbook

            ## In the morning

            Look at the mail of the night. No mail is bad news too.

            ## When a file is missing

            1. Call the harbour.
            2. Run the nightly pipeline again by hand.

            ## When the disk is full

            Remove files of last year, never those of this year.
            """),
        new Write("scripts/old-mail.sh", "#!/bin/sh\n# Sends a mail the old way.\nmail -s tides office@harbour.example.com"),
    ];

    private static readonly FileChange[] Queue =
    [
        new Write("pipelines/queue.py", """"
            """Runs that wait for their turn."""

            from collections import deque

            WAITING = deque()


            def enqueue(run):
                """The last one in line."""
                WAITING.append(run)
            """"),
    ];

    public static void Tell(HistoryRecorder recorder, DemoCommit founded)
    {
        var tools = new PrimaryLine(recorder, "orchestration-tools", founded);
        var begun = tools.Commit("Run a pipeline every night", Beginning).Tip;

        Files(tools, begun);
        Work(tools, begun);
        Stack(tools, begun);
        MoveOn(tools);
    }

    private static void MoveOn(PrimaryLine tools) => tools
        .Commit("Retry five times", new Edit("pipelines/nightly.yml", "times: 3", "times: 5"))
        .Commit("Keep the files of the logger for a year", new Edit("config/logger.ini", "keep=31", "keep=366"))
        .Commit("Tell whom to call",
            new Edit("docs/runbook.md", "1. Call the harbour.", "1. Call the harbour; the number is in the gauge house."))
        .Commit("Let runs wait for their turn (#52)", Queue)
        .Commit("Accept a file with a gap of a quarter of an hour", new Edit("scripts/check.sh", "-ge 1440", "-ge 1425"));

    private static void Files(PrimaryLine tools, DemoCommit begun)
    {
        tools.Aligns("pipeline/executable-scripts", "makes scripts executable", begun)
            .Commit("Make the scripts executable",
                new MakeExecutable("scripts/fetch.sh"),
                new MakeExecutable("scripts/check.sh"));

        tools.Aligns("pipeline/current-link", "adds a symbolic link", begun)
            .Commit("Name the current pipeline", new Link("pipelines/current.yml", "nightly.yml"));

        tools.Aligns("pipeline/logger-interval", "edits a file with CRLF line ends", begun)
            .Commit("Write twice a minute", new Edit("config/logger.ini", "interval=60\r\n", "interval=30\r\n"));

        tools.Aligns("pipeline/runbook-name", "renames a file that was edited upstream", begun)
            .Commit("Call the runbook operations",
                new Move("docs/runbook.md", "docs/operations.md"),
                new Edit("docs/operations.md", "# Runbook", "# Operations"));

        tools.Conflicts("pipeline/retry-policy", "changes the same line as upstream", begun)
            .Commit("Retry only once", new Edit("pipelines/nightly.yml", "times: 3", "times: 1"))
            .Commit("Pause longer before the retry",
                new Edit("pipelines/nightly.yml", "pause_seconds: 60", "pause_seconds: 600"));
    }

    private static void Work(PrimaryLine tools, DemoCommit begun)
    {
        tools.Aligns("pipeline/weekly-digest", "asks to be aligned alone and last", begun).AloneAndLast()
            .Commit("Run a pipeline every week",
                new Write("pipelines/weekly.yml", "name: weekly\nat: \"Sunday 04:00\"\n\nsteps:\n  - digest"))
            .Commit("Put the week together", new Append("pipelines/steps.py", """"


                @step
                def digest(station):
                    """The command that joins seven days."""
                    return ["scripts/digest.sh", station]
                """"))
            .Commit("Stop the mail of the old way", new Delete("scripts/old-mail.sh"));

        var walk = tools.Aligns("pipeline/station-by-station", "a long branch of twelve commits", begun).InCluster(null);
        for (var station = 1; station <= StationsOnTheWay; station++)
        {
            var number = station.ToString("00", CultureInfo.InvariantCulture);
            var description = new Write($"config/stations/station-{number}.yml", $"station: {number}\npipeline: nightly");
            walk.Commit($"Describe station {number} of the coast", description);
        }
    }

    private static void Stack(PrimaryLine tools, DemoCommit begun)
    {
        var queue = tools.Aligns("stack/queue-1-wait", "the first of a stack of three, squashed upstream", begun).InCluster(StackCluster)
            .Commit("Let runs wait", Queue);

        var order = tools.Aligns("stack/queue-2-order", "stands on a branch that was squashed upstream", queue.Tip).InCluster(StackCluster)
            .Commit("Take the run that waited longest", new Append("pipelines/queue.py", """"


                def dequeue():
                    """The first one in line, or None."""
                    return WAITING.popleft() if WAITING else None
                """"));

        tools.Aligns("stack/queue-3-limit", "the last of a stack of three", order.Tip).InCluster(StackCluster)
            .Commit("Refuse a run when too many wait",
                new Edit("pipelines/queue.py", "WAITING = deque()", "WAITING = deque()\nLIMIT = 20"),
                new Edit("pipelines/queue.py",
                    "    WAITING.append(run)",
                    "    if len(WAITING) >= LIMIT:\n        raise OverflowError(\"too many runs wait\")\n    WAITING.append(run)"));
    }
}

using System.Diagnostics;
#if FAIL_POINTS
using System.ComponentModel;
using System.Globalization;
#endif

namespace Collimate.Git;

/// <summary>Moments at which a test build can be made to die or to fail, around everything of ours that changes the disk or starts a child.</summary>
/// <remarks>
/// Only in builds with <c>FAIL_POINTS</c> is anything of it compiled in. There <c>COLLIMATE_FAIL_POINTS</c> names a file that each passed
/// point is added to, and <c>COLLIMATE_FAIL_AT</c> is <c>DEATH N POINT</c>: when the point is passed for the N-th time the process is
/// killed (<c>kill</c>) or the step fails (<c>enospc</c>, <c>eio</c>, <c>emfile</c>).
/// </remarks>
internal static class FailPoint
{
    public const string LockTaken = "lock: taken";
    public const string LockWritten = "lock: written";
    public const string LockCut = "lock: cut";
    public const string LockSynchronized = "lock: synchronized";
    public const string LockEmptied = "lock: emptied";
    public const string FolderMade = "run folder: made";
    public const string JournalMade = "journal: made";
    public const string JournalWritten = "journal: written";
    public const string JournalSynchronized = "journal: synchronized";
    public const string JournalCut = "journal: cut";
    public const string QuarantineMade = "quarantine: made";
    public const string QuarantineRemoved = "quarantine: removed";
    public const string QuarantineSwept = "quarantine: swept";
    public const string ObjectWritten = "object: written";
    public const string ObjectNamed = "object: named";
    public const string ComplaintsReserved = "complaints: reserved";
    public const string PackKept = "pack: kept";
    public const string PackMoved = "pack: moved";
    public const string PackReleased = "pack: released";
    public const string PacksSynchronized = "packs: synchronized";
    public const string AttributesWritten = "attributes: written";
    public const string AttributesNamed = "attributes: named";
    public const string AttributesRemoved = "attributes: removed";
    public const string SummaryWritten = "summary: written";
    public const string RecordsWritten = "records: written";
    public const string ChecklistWritten = "checklist: written";
    public const string StaleLockRemoved = "stale lock: removed";
    public const string GitStarted = "git: started";

    /// <summary>The step comes next.</summary>
    [Conditional("FAIL_POINTS")]
    public static void Before(string step) => Pass($"before {step}");

    /// <summary>The step is done.</summary>
    [Conditional("FAIL_POINTS")]
    public static void After(string step) => Pass($"after {step}");

#if FAIL_POINTS
    private const int NoSpace = 28;
    private const int InputOutput = 5;
    private const int TooManyFiles = 24;

    private static readonly System.Threading.Lock Gate = new();
#pragma warning disable RS0030 // A test build is told by its environment, which every layer would otherwise have to hand on.
    private static readonly string? List = Environment.GetEnvironmentVariable("COLLIMATE_FAIL_POINTS");
    private static readonly string[]? At = Environment.GetEnvironmentVariable("COLLIMATE_FAIL_AT")?.Split(' ', 3);
#pragma warning restore RS0030
    private static int _passed;

    private static void Pass(string point)
    {
        lock (Gate)
        {
            if (List is not null)
            {
                File.AppendAllText(List, point + "\n");
            }

            if (At is [var death, var occurrence, var wanted] && wanted == point
                && ++_passed == int.Parse(occurrence, CultureInfo.InvariantCulture))
            {
                Die(death);
            }
        }
    }

    private static void Die(string death)
    {
        switch (death)
        {
            case "kill":
                using (var self = Process.GetCurrentProcess())
                {
                    Sessions.ProcessTree.Signal(self.Id, Sessions.ProcessTree.KillAtOnce);
                }

                using (var never = new ManualResetEventSlim())
                {
                    never.Wait(); // until the signal is there
                }

                break;
            case "enospc":
                throw Failure("No space left on device", NoSpace);
            case "eio":
                throw Failure("Input/output error", InputOutput);
            case "emfile":
                throw Failure("Too many open files", TooManyFiles);
            default:
                throw new InvalidOperationException($"BUG: nobody dies of '{death}'");
        }
    }

    /// <summary>As .NET says it: a process that does not start is no trouble with a file.</summary>
    private static Exception Failure(string message, int number) => At![2].EndsWith(GitStarted, StringComparison.Ordinal)
        ? new Win32Exception(number, $"{message} (made by a test)")
        : new IOException($"{message} (made by a test)", number);
#else
    private static void Pass(string point) => _ = point;
#endif
}

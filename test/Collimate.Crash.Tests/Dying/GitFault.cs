using System.Globalization;
using Collimate.Crash.Tests.Running;

namespace Collimate.Crash.Tests.Dying;

/// <summary>A system call of a git child at which something goes wrong, by the injection of strace.</summary>
internal sealed class GitFault(SystemCall call, Fault fault) : IDeath
{
    private const string Always = "always";
    private const string Once = "once";

    private static readonly string SearchPath = Path.Combine(AppContext.BaseDirectory, "Dying", "path");

    public Fault Fault => fault;

    public async Task<Ended> RunAsync(Scene scene, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(scene.Repository.Beside($"faults-{Guid.CreateVersion7():N}")).FullName;
        await using var tool = Start(scene, call.Child, folder, call.Process.ToString(CultureInfo.InvariantCulture), new Dictionary<string, string>
        {
            ["CRASH_INJECT"] = fault.Lasts ? call.Inject(fault.Injection) + "+" : call.Inject(fault.Injection),
            ["CRASH_REPEAT"] = fault.Lasts ? Always : Once,
            ["CRASH_TAKES"] = fault.Takes,
        });
        var ended = await tool.WaitAsync(cancellationToken);
        var log = Path.Combine(folder, call.Process.ToString(CultureInfo.InvariantCulture), "log");
        return ended with { Disturbed = SystemCalls.Happened(log) };
    }

    /// <summary>All calls that change something, of all processes with this command, in a run that nobody disturbs.</summary>
    public static async Task<IReadOnlyList<SystemCall>> FindCallsAsync(Scene scene, string child, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(scene.Repository.Beside($"calls-{child}")).FullName;
        await using var tool = Start(scene, child, folder, "all", new Dictionary<string, string>());
        await tool.WaitAsync(cancellationToken);
        return [.. Directory.EnumerateDirectories(folder)
            .Select(process => int.Parse(Path.GetFileName(process), CultureInfo.InvariantCulture))
            .Order()
            .SelectMany(process => SystemCalls.Read(child, process, Path.Combine(folder, process.ToString(CultureInfo.InvariantCulture), "log")))];
    }

    public override string ToString() => $"{call}: {fault.Injection}{(fault.Lasts ? " from then on" : "")}, takes {fault.Takes}";

    private static RunningTool Start(Scene scene, string child, string folder, string number, Dictionary<string, string> fault)
    {
        scene.MergeOneAfterTheOther();
        return scene.Start(new Dictionary<string, string>(fault, StringComparer.Ordinal)
        {
            ["PATH"] = $"{SearchPath}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}",
            ["CRASH_GIT"] = GitProgram.Path,
            ["CRASH_CHILD"] = child,
            ["CRASH_FOLDER"] = folder,
            ["CRASH_NUMBER"] = number,
            ["CRASH_CALLS"] = SystemCalls.Traced,
        });
    }
}

/// <summary>What goes wrong at a system call.</summary>
/// <param name="Name">For people.</param>
/// <param name="Injection">In the words of strace.</param>
/// <param name="Takes"><c>git</c> or <c>everything</c>: who dies when git is killed.</param>
internal sealed record Fault(string Name, string Injection, string Takes = "git")
{
    /// <summary>Whether it goes wrong again and again, for this process and those after it.</summary>
    public bool Lasts { get; init; }

    /// <summary>Git dies before the call.</summary>
    public static Fault KillsGit { get; } = new("killed", "signal=SIGKILL");

    /// <summary>Git dies before the call, and at once after it the tool and all other children.</summary>
    public static Fault KillsEverything { get; } = new("killed with everything", "signal=SIGKILL", "everything");

    public static Fault NoSpace { get; } = new("ENOSPC", "error=ENOSPC");

    public static Fault NoSpaceFromThenOn { get; } = new("ENOSPC from then on", "error=ENOSPC") { Lasts = true };

    public static Fault BadDisk { get; } = new("EIO", "error=EIO");

    /// <summary>Only what opens a file can fail so.</summary>
    public static Fault TooManyFiles { get; } = new("EMFILE", "error=EMFILE");

    // A pipe is on no disk: there git can be killed, but neither is there no room nor is it broken.
    public bool CanHappenAt(SystemCall call) => this == TooManyFiles ? call.Name == "openat" : this == KillsGit || this == KillsEverything || !call.IsOnPipe;
}

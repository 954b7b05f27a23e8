using System.Globalization;

namespace Collimate.Crash.Tests.Dying;

/// <summary>One system call that changes the disk, or tells somebody about it, in one git child of a run.</summary>
/// <param name="Child">The command, for example <c>update-ref</c>.</param>
/// <param name="Process">Which process with that command, from 1.</param>
/// <param name="Name">For example <c>rename</c>.</param>
/// <param name="Occurrence">Which of the process's calls of that name, from 1; strace counts them so.</param>
internal sealed record SystemCall(string Child, int Process, string Name, int Occurrence)
{
    /// <summary>What strace wrote about it in a run that nobody disturbed.</summary>
    public required string Text { get; init; }

    /// <summary>Whether it tells the tool something and leaves the disk as it is.</summary>
    public bool IsOnPipe => Text.Contains("<pipe:[", StringComparison.Ordinal);

    public string Inject(string fault) => string.Create(CultureInfo.InvariantCulture, $"{Name}:{fault}:when={Occurrence}");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Child} #{Process} {Name} #{Occurrence} [{Text}]");
}

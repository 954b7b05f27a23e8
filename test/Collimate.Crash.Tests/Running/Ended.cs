namespace Collimate.Crash.Tests.Running;

/// <summary>How a run of the tool ended.</summary>
/// <param name="ExitCode">137 when it was killed.</param>
internal sealed record Ended(int ExitCode, string Output, string Error)
{
    public const int Killed = 137;

    /// <summary>Whether what should happen to the run did happen before its end.</summary>
    public bool Disturbed { get; init; }

    /// <summary>Whether the tool itself came to its end.</summary>
    public bool Survived => ExitCode != Killed;

    public required TimeSpan Duration { get; init; }
}

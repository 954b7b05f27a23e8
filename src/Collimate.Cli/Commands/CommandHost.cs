using Collimate.Engine;

namespace Collimate.Cli.Commands;

/// <summary>The world as a command sees it: streams, environment, clock. A test hands in its own.</summary>
internal sealed record CommandHost
{
    /// <summary>Results.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Progress and words.</summary>
    public required TextWriter Error { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required string CurrentDirectory { get; init; }

    public required TimeProvider Time { get; init; }

    public required int ProcessId { get; init; }

    /// <summary>Whether a person looks at <see cref="Error"/> while it is written.</summary>
    public Audience Audience { get; init; }

    /// <summary>Cancelled by Ctrl-C and SIGTERM.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Which of the two it was.</summary>
    public Func<ExitCode> InterruptedBy { get; init; } = () => ExitCode.Interrupted;

    public string Resolve(string path) => Path.GetFullPath(path, CurrentDirectory);
}

/// <summary>Who reads what a command says.</summary>
internal enum Audience
{
    /// <summary>A file or a pipe: plain lines, no colour.</summary>
    Program,

    /// <summary>A terminal.</summary>
    Person,
}

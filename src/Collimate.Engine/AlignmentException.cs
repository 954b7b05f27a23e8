namespace Collimate.Engine;

/// <summary>The run stopped for a reason that the person who started it can act on.</summary>
/// <remarks>A conflict is not an exception: it is an outcome of its branch.</remarks>
public abstract class AlignmentException : Exception
{
    private protected AlignmentException(string message, string hint, Exception? cause = null)
        : base(message, cause) => Hint = hint;

    /// <summary>What is safe to do next, in one sentence.</summary>
    public string Hint { get; }

    /// <summary>How the command line ends.</summary>
    public abstract ExitCode ExitCode { get; }
}

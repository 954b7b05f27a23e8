using Collimate.Engine;

namespace Collimate.Cli.Commands;

/// <summary>The command line asks for something that cannot be done. Nothing was done.</summary>
internal sealed class UsageException : Exception
{
    public UsageException(string problem, string hint)
        : base(problem) => Hint = hint;

    public string Hint { get; }

    public static ExitCode ExitCode => ExitCode.BadInput;
}

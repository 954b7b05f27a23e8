namespace Collimate.Git.Sessions;

/// <summary>A git command wrote more than we are ready to keep in memory.</summary>
internal sealed class OutputTooLargeException : Exception
{
    public OutputTooLargeException(string command, long limit)
        : base($"git {command} wrote more than {limit} bytes")
    {
        Command = command;
        Limit = limit;
    }

    public string Command { get; }

    public long Limit { get; }
}

namespace Collimate.Git.Sessions;

/// <summary>A git command that has no reason to fail failed. Its own words are kept.</summary>
internal class GitFailedException : Exception
{
    public GitFailedException(string command, int exitCode, string error)
        : base($"git {command} ended with {exitCode}: {(error.Length == 0 ? "no message" : error.TrimEnd())}")
    {
        Command = command;
        GitExitCode = exitCode;
        Error = error;
    }

    public string Command { get; }

    public int GitExitCode { get; }

    /// <summary>What git wrote to stderr. Not escaped.</summary>
    public string Error { get; }
}

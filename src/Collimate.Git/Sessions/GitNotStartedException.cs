namespace Collimate.Git.Sessions;

/// <summary>The system did not start a git command.</summary>
internal sealed class GitNotStartedException(string command, int number, string message)
    : GitFailedException(command, number, $"it cannot be started: {message}")
{
    // errno(3) of Linux.
    private const int TryAgain = 11;
    private const int NoMemory = 12;
    private const int FileTableFull = 23;
    private const int TooManyFiles = 24;

    /// <summary>Whether it might have been started had there been fewer processes or open files.</summary>
    public bool IsForWantOfRoom => GitExitCode is TryAgain or NoMemory or FileTableFull or TooManyFiles;
}

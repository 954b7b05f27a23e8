using Collimate.Engine.Integrating;
using Collimate.Engine.Reporting;
using Collimate.Git.Merging;
using Collimate.Git.Objects;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;

namespace Collimate.Engine.Orchestrating;

/// <summary>What can be found out before a run leaves its first trace: which git, which repository, who commits.</summary>
internal static class Preflight
{
    /// <exception cref="RepositoryUnsuitableException">There is no git.</exception>
    public static GitInstallation FindGit(AlignmentHost host, OrchestrationOptions limits)
    {
        try
        {
            return GitInstallation.Find(new GitEnvironment(host.Environment), limits.MaxConcurrentGitOps, limits.MaxMemoryMb * 1024L * 1024L);
        }
        catch (GitNotFoundException e)
        {
            throw new RepositoryUnsuitableException("git cannot be started", e.Message, "Nothing was done. Install git 2.39 or newer.", e);
        }
    }

    /// <exception cref="RepositoryUnsuitableException">Git refuses the directory, or references are stored in a way that is not understood here.</exception>
    public static async Task<GitRepository> DiscoverAsync(GitInstallation git, string path, CancellationToken cancellationToken)
    {
        var repository = await FindAsync(path, () => GitRepository.DiscoverAsync(git, path, cancellationToken));
        return repository.ReferenceStorage == "files"
            ? repository
            : throw new RepositoryUnsuitableException(
                $"'{DisplayText.Escape(path)}' does not keep its references in files",
                $"extensions.refStorage is {DisplayText.Quote(repository.ReferenceStorage)}",
                "Nothing was done. git refs migrate --ref-format=files converts it (git 2.46 or newer).");
    }

    /// <summary>Only whether it is a repository that git can use.</summary>
    /// <exception cref="RepositoryUnsuitableException">Git refuses the directory.</exception>
    public static Task LocateAsync(GitInstallation git, string path, CancellationToken cancellationToken) =>
        FindAsync(path, () => GitRepository.LocateAsync(git, path, cancellationToken));

    private static async Task<GitRepository> FindAsync(string path, Func<Task<GitRepository>> find)
    {
        if (!Path.IsPathFullyQualified(path) || !Directory.Exists(path))
        {
            throw new RepositoryUnsuitableException(
                $"'{DisplayText.Escape(path)}' is not a repository", "there is no such directory", "Nothing was done. Check the path.");
        }

        try
        {
            return await find();
        }
        catch (GitFailedException e)
        {
            throw new RepositoryUnsuitableException(
                $"'{DisplayText.Escape(path)}' is not a repository that git can use", e.Error.Trim(), "Nothing was done. Check the path.", e);
        }
    }

    /// <summary>Asks everything at once; when several answers are unsuitable, the first in the order of the result is told.</summary>
    /// <exception cref="RepositoryUnsuitableException">This git, or what it says about who commits, is of no use.</exception>
    public static async Task<PreflightAnswers> AskAsync(GitRepository repository, CancellationToken cancellationToken)
    {
        var capabilities = ProbeAsync(repository, cancellationToken);
        var committer = ReadCommitterAsync(repository, cancellationToken);
        var signing = ReadSigningAsync(repository, cancellationToken);

        // All have ended before the first is believed: no child may outlive the answer.
        await Task.WhenAll(capabilities, committer, signing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return new PreflightAnswers(await capabilities, await committer, await signing);
    }

    /// <exception cref="RepositoryUnsuitableException">The installed git is too old, or cannot be tried.</exception>
    public static async Task<GitCapabilities> ProbeAsync(GitRepository repository, CancellationToken cancellationToken)
    {
        var git = DisplayText.Escape(repository.Context.Git.Path);
        try
        {
            return await GitCapabilities.ProbeAsync(repository.Context, repository.Format, cancellationToken)
                ?? throw new RepositoryUnsuitableException(
                    $"'{git}' cannot merge in the object database",
                    "it does not know merge-tree --write-tree --stdin",
                    "Nothing was done. Install git 2.39 or newer.");
        }
        catch (GitFailedException e)
        {
            throw new RepositoryUnsuitableException($"'{git}' cannot be tried", e.Message, "Nothing was done. Try git in this repository by hand.", e);
        }
    }

    /// <exception cref="RepositoryUnsuitableException">Git does not know who commits.</exception>
    public static async Task<CommitterPolicy> ReadCommitterAsync(GitRepository repository, CancellationToken cancellationToken)
    {
        var git = repository.Context.Git;
        try
        {
            return new CommitterPolicy(
                await repository.ReadCommitterAsync(cancellationToken),
                git.Environment.FixesCommitterDate ? CommitDates.FixedByCaller : CommitDates.FromCommits);
        }
        catch (MalformedObjectException e)
        {
            throw new RepositoryUnsuitableException("git names a committer that cannot stand in a commit", e.Message, "Nothing was done. Check user.name and user.email.", e);
        }
        catch (GitFailedException e) when (e.Error.Contains("invalid date format", StringComparison.Ordinal))
        {
            throw new RepositoryUnsuitableException(
                "GIT_COMMITTER_DATE cannot be used", e.Error.Trim().Split('\n')[^1], "Nothing was done. Unset it, or give a date that git understands.", e);
        }
        catch (GitFailedException e)
        {
            throw new RepositoryUnsuitableException(
                "git does not know who commits",
                e.Error.Trim().Split('\n')[^1],
                "Nothing was done. Run: git config --global user.name \"Your Name\" && git config --global user.email you@example.com",
                e);
        }
    }

    /// <exception cref="RepositoryUnsuitableException"><c>commit.gpgSign</c> has a value that git does not understand.</exception>
    public static async Task<bool> ReadSigningAsync(GitRepository repository, CancellationToken cancellationToken)
    {
        try
        {
            return await CommitSigning.IsWantedAsync(repository.Context, cancellationToken);
        }
        catch (GitFailedException e)
        {
            throw new RepositoryUnsuitableException(
                "git cannot tell whether commits are to be signed", e.Error.Trim().Split('\n')[^1], "Nothing was done. Set commit.gpgSign to true or false.", e);
        }
    }
}

/// <summary>What git said before a run leaves its first trace.</summary>
/// <param name="Capabilities">What the installed git can do.</param>
/// <param name="SignsCommits">Whether <c>commit.gpgSign</c> is on.</param>
internal sealed record PreflightAnswers(GitCapabilities Capabilities, CommitterPolicy Committer, bool SignsCommits);

using Collimate.Engine.Journaling;
using Collimate.Engine.Orchestrating;
using Collimate.Engine.Publishing;
using Collimate.Engine.Reporting;
using Collimate.Engine.RollingBack;
using Collimate.Git.References;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;

namespace Collimate.Engine;

/// <summary>The runs that a repository has seen: what they did, how it is taken back, and how what they kept is removed.</summary>
/// <remarks>May be used several times, and from several threads for different repositories.</remarks>
/// <param name="repositoryPath">Any directory of the repository; a relative path is not accepted.</param>
public sealed class RunHistory(AlignmentHost host, string repositoryPath)
{
    private static readonly OrchestrationOptions Limits = new();

    /// <summary>All runs that left a folder, the newest first.</summary>
    /// <exception cref="AlignmentException">The repository cannot be used.</exception>
    public Task<IReadOnlyList<PastRun>> ListAsync(CancellationToken cancellationToken = default) =>
        WithRepositoryAsync(repository => Task.FromResult(PastRun.All(HeldRepository.DirectoryOf(repository))), cancellationToken);

    /// <summary>Finishes or gives up what killed runs had begun. Each run does that by itself before it begins.</summary>
    /// <returns>One for each run that had not ended; the host is told of each as soon as it is done.</returns>
    /// <exception cref="AlignmentException">It cannot be done without a person, or another run holds the repository.</exception>
    public Task<IReadOnlyList<RecoveredRun>> RecoverAsync(CancellationToken cancellationToken = default) => WithRepositoryAsync(
        async repository =>
        {
            using var held = HeldRepository.Take(repository, RunIdentity.New(host));
            var unfinished = PastRun.All(HeldRepository.DirectoryOf(repository)).Where(run => run.State == PastRunState.Unfinished);
            var recovered = await held.RecoverAsync(unfinished.Select(run => run.Run), host, cancellationToken);
            if (Quarantine.Sweep(repository) is [var left, ..])
            {
                throw new RepositoryUnsuitableException("What a killed run left cannot be removed", left, "Remove it by hand, and check the permissions of that folder.");
            }

            held.Ended();
            return recovered;
        },
        cancellationToken);

    /// <summary>Moves the branches of a run back to where they were, unless somebody has moved them since.</summary>
    /// <param name="run">Its id.</param>
    /// <exception cref="AlignmentException">There is no such run, its journal is damaged, or the repository cannot be used.</exception>
    public Task<UndoneRun> UndoAsync(string run, CancellationToken cancellationToken = default) => WithRepositoryAsync(
        async repository =>
        {
            var folder = Find(repository, run);
            using var held = HeldRepository.Take(repository, RunIdentity.New(host) with { Id = run });
            await held.RecoverAsync([run], host, cancellationToken);
            try
            {
                var undone = await new Undo(RunProcesses.Mark(repository, run), host.Time).UndoAsync(run, folder, cancellationToken);
                held.Ended();
                return undone;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or GitFailedException)
            {
                throw StorageFailedException.OfUndo(run, e);
            }
        },
        cancellationToken);

    /// <summary>Removes folders, keep refs and visible backups of old runs, or says which would be removed.</summary>
    /// <exception cref="AlignmentException">The repository cannot be used.</exception>
    public Task<PrunedRuns> PruneAsync(PruneOptions options, CancellationToken cancellationToken = default) => WithRepositoryAsync(
        async repository =>
        {
            using var held = options.Effect == PruneEffect.Nothing ? null : HeldRepository.Take(repository, RunIdentity.New(host));
            var directory = HeldRepository.DirectoryOf(repository);
            if (held is not null)
            {
                await held.RecoverAsync([], host, cancellationToken);
            }

            var references = await ReferenceSnapshot.ReadAsync(repository.Context, cancellationToken);
            var runs = PastRun.All(directory)
                .Concat(KeepReference.AllIn(references).Where(keep => RunIdentity.IsId(keep.Run)).Select(keep => new PastRun(keep.Run)))
                .DistinctBy(run => run.Run, StringComparer.Ordinal)
                .OrderByDescending(run => run.Run, StringComparer.Ordinal);
            var limit = host.Time.GetUtcNow() - options.OlderThan;
            var old = runs.Skip(options.Keep)
                .Where(run => run.State is PastRunState.Ended or PastRunState.Undone && run.StartedAt < limit)
                .Select(run => run.Run);
            var pruning = new Pruning(repository, directory, host.Time);
            var plan = await pruning.PlanAsync([.. old], cancellationToken);
            var done = options.Effect == PruneEffect.Nothing ? plan : await pruning.ApplyAsync(plan);
            held?.Ended();
            return new PrunedRuns([.. done.Runs.Select(run => run.Run)], [.. done.Backups.Select(backup => backup.Reference.ShortName)], done.Remaining);
        },
        cancellationToken);

    private async Task<T> WithRepositoryAsync<T>(Func<GitRepository, Task<T>> work, CancellationToken cancellationToken)
    {
        using var git = Preflight.FindGit(host, Limits);
        var repository = await Preflight.DiscoverAsync(git, repositoryPath, cancellationToken);
        try
        {
            return await work(repository);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or GitFailedException)
        {
            throw new RepositoryUnsuitableException("The repository cannot be used", e.Message, "Check its permissions, the disk and git fsck.", e);
        }
    }

    private static RunFolder Find(GitRepository repository, string run)
    {
        var directory = HeldRepository.DirectoryOf(repository);
        var folder = RunFolder.Of(directory, run);
        return RunIdentity.IsId(run) && File.Exists(folder.Journal)
            ? folder
            : throw new RunNotFoundException(run, PastRun.All(directory).Select(past => past.Run).FirstOrDefault());
    }
}

/// <summary>Which runs are old, and what becomes of them.</summary>
public sealed record PruneOptions
{
    /// <summary>So many of the newest runs stay, however old they are; not negative.</summary>
    public int Keep { get; init; } = 10;

    /// <summary>Runs that began later stay, however many they are; not negative.</summary>
    public TimeSpan OlderThan { get; init; } = TimeSpan.FromDays(30);

    public PruneEffect Effect { get; init; }
}

/// <summary>Whether anything is removed.</summary>
public enum PruneEffect
{
    /// <summary>Only found out and said.</summary>
    Nothing,

    Remove,
}

/// <param name="Runs">By id, the newest first: their folders and keep refs go.</param>
/// <param name="Backups">Visible backups that go, by short name.</param>
/// <param name="Remaining">References that stay, by full name, because somebody has checked them out or git refuses to delete them. What their runs have kept stays with them.</param>
public sealed record PrunedRuns(IReadOnlyList<string> Runs, IReadOnlyList<string> Backups, IReadOnlyList<string> Remaining);

/// <summary>Nobody knows of a run with this id.</summary>
public sealed class RunNotFoundException : AlignmentException
{
    internal RunNotFoundException(string run, string? newest)
        : base(
            $"No run '{DisplayText.Escape(run)}' has left a journal in this repository",
            newest is null ? "Nothing was done. There has been no run." : $"Nothing was done. The newest is {newest}; collimate runs lists all.")
    {
    }

    public override ExitCode ExitCode => ExitCode.BadInput;
}

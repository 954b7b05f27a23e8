using System.Runtime.ExceptionServices;
using Collimate.Engine.Journaling;
using Collimate.Engine.Orchestrating;
using Collimate.Engine.Reporting;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;

namespace Collimate.Engine.RollingBack;

/// <summary>A repository on which nobody else of us works, for as long as this is not disposed.</summary>
internal sealed class HeldRepository : IDisposable
{
    private static readonly TimeSpan CollectionPatience = TimeSpan.FromMinutes(2);

    private readonly GitRepository _repository;
    private readonly RunLock _lock;

    private HeldRepository(GitRepository repository, RunLock taken)
    {
        _repository = repository;
        _lock = taken;
    }

    /// <summary>Where we keep what belongs to a repository.</summary>
    public static string DirectoryOf(GitRepository repository) => Path.Combine(repository.CommonDirectory, "collimate");

    /// <exception cref="RepositoryBusyException">Another run holds the repository.</exception>
    /// <exception cref="RepositoryUnsuitableException">It cannot be written to.</exception>
    public static HeldRepository Take(GitRepository repository, RunIdentity holder) =>
        Writing(() => new HeldRepository(repository, RunLock.Take(DirectoryOf(repository), holder)));

    /// <summary>Keeps <c>git gc</c> away while objects are made or moved to that no reference holds.</summary>
    /// <exception cref="RepositoryBusyException">A gc was at work for minutes.</exception>
    public static async Task<CollectionPause> PauseCollectionAsync(GitRepository repository, AlignmentHost host, CancellationToken cancellationToken)
    {
        try
        {
            var terms = new PauseTerms(host.ProcessId, host.Time, CollectionPatience) { Waiting = holder => host.Waiting(Collector(holder)) };
            return await CollectionPause.BeginAsync(repository.CommonDirectory, DirectoryOf(repository), terms, cancellationToken);
        }
        catch (CollectionRunningException e)
        {
            throw RepositoryBusyException.ByCollection(e.PidFile, Collector(e.Holder));
        }

        static string Collector(string holder) => $"git gc, process {DisplayText.Escape(holder)}";
    }

    /// <summary>The folder of the run that holds the repository.</summary>
    /// <exception cref="RepositoryUnsuitableException">It cannot be made.</exception>
    public RunFolder CreateFolder(string run) => Writing(() => RunFolder.Create(DirectoryOf(_repository), run));

    /// <summary>Finishes or gives up what killed runs had begun, before anything else is done. Each is told to the host as soon as that is done.</summary>
    /// <param name="runs">More runs that may have been killed.</param>
    /// <param name="cancellationToken">Heard while it waits; it can be begun again.</param>
    /// <exception cref="JournalDamagedException">Nobody can tell what one of them had begun; the others are recovered.</exception>
    /// <exception cref="RecoveryBlockedException">It cannot be done now for one of them; the others are recovered.</exception>
    public async Task<IReadOnlyList<RecoveredRun>> RecoverAsync(IEnumerable<string> runs, AlignmentHost host, CancellationToken cancellationToken)
    {
        var recovered = new List<RecoveredRun>();
        var troubles = new List<AlignmentException>();
        foreach (var run in _lock.Unfinished.Concat(runs).Distinct(StringComparer.Ordinal))
        {
            try
            {
                // Its processes are known as those of the run: whoever recovers it after us waits for them.
                var marked = RunProcesses.Mark(_repository, run);
                if (await new Recovery(marked, DirectoryOf(_repository), host).RecoverAsync(run, cancellationToken) is { } done)
                {
                    recovered.Add(done);
                    host.Recovered(done);
                }
            }
            catch (AlignmentException e)
            {
                troubles.Add(e);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or GitFailedException)
            {
                troubles.Add(new RecoveryBlockedException(
                    $"Run {run} was killed and cannot be recovered: {DisplayText.Escape(e.Message)}",
                    "Every branch is at its old or its new tip; mend the cause and run again."));
            }
        }

        if (troubles.Count > 0)
        {
            ExceptionDispatchInfo.Throw(troubles[0]);
        }

        _lock.Recovered();
        return recovered;
    }

    /// <summary>All that the holder had begun is done, so nothing of it will ever have to be recovered.</summary>
    public void Ended() => _lock.Ended();

    public void Dispose() => _lock.Dispose();

    private static T Writing<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RepositoryUnsuitableException(
                "The repository cannot be written to", e.Message, "Nothing was done. Check its permissions and the disk.", e);
        }
    }
}

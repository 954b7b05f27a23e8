using Collimate.Engine.Journaling;
using Collimate.Engine.Orchestrating;
using Collimate.Engine.Reporting;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;

namespace Collimate.Engine.RollingBack;

/// <summary>A repository on which nobody else of us works, for as long as this is not disposed.</summary>
internal sealed class HeldRepository : IDisposable
{
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

    /// <summary>The folder of the run that holds the repository.</summary>
    /// <exception cref="RepositoryUnsuitableException">It cannot be made.</exception>
    public RunFolder CreateFolder(string run) => Writing(() => RunFolder.Create(DirectoryOf(_repository), run));

    /// <summary>Finishes or gives up what killed runs had begun, before anything else is done.</summary>
    /// <param name="runs">More runs that may have been killed.</param>
    /// <exception cref="JournalDamagedException">Nobody can tell what had begun.</exception>
    /// <exception cref="RecoveryBlockedException">It cannot be done now; nothing else may be done before.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while it waited; it can be begun again.</exception>
    public async Task<IReadOnlyList<RecoveredRun>> RecoverAsync(IEnumerable<string> runs, TimeProvider time, CancellationToken cancellationToken)
    {
        var recovery = new Recovery(_repository, DirectoryOf(_repository), time);
        var recovered = new List<RecoveredRun>();
        foreach (var run in _lock.Unfinished.Concat(runs).Distinct(StringComparer.Ordinal))
        {
            try
            {
                if (await recovery.RecoverAsync(run, cancellationToken) is { } done)
                {
                    recovered.Add(done);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or GitFailedException)
            {
                throw new RecoveryBlockedException(
                    $"Run {run} was killed and cannot be recovered: {DisplayText.Escape(e.Message)}",
                    "Every branch is at its old or its new tip; mend the cause and run again.");
            }
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

using System.Text;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;

namespace Collimate.Git.Repository;

/// <summary>A directory where the objects of a run are made before anybody may need them.</summary>
/// <remarks>
/// Named <c>tmp_objdir-...</c> so that git's own prune removes what a killed run left. The repository sees nothing of it
/// until <see cref="MigrateAsync"/>. May be used from several threads.
/// </remarks>
internal sealed class Quarantine : IDisposable
{
    private const string NamePrefix = "tmp_objdir-collimate-";
    private const int StorageProbeBytes = 1024 * 1024;

    private readonly GitRepository _repository;
    private readonly ObjectStorage _storage;
    private readonly KeptPacks _packs;
    private int _probes;

    private Quarantine(GitRepository repository, string directory, ObjectStorage storage)
    {
        _repository = repository;
        _storage = storage;
        _packs = new KeptPacks(PacksOf(repository));
        Directory = directory;
        Objects = new LooseObjectStore(directory, repository.Format);
    }

    public string Directory { get; }

    // Where no git looks for packs.
    private string Arriving => Path.Combine(Directory, "arriving");

    public LooseObjectStore Objects { get; }

    /// <summary>For commands that read everything and write only here.</summary>
    public GitContext Context => _repository.Context with
    {
        QuarantineDirectory = Directory,
        ObjectDirectory = _repository.ObjectDirectory,
        FileSync = FileSync.None,
    };

    /// <param name="run">Part of the name; unique.</param>
    /// <exception cref="IOException">The repository cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The repository cannot be written to.</exception>
    public static Quarantine Create(GitRepository repository, string run) =>
        Create(repository, run, new DriveInfo(repository.ObjectDirectory).DriveFormat is "tmpfs" or "ramfs" ? ObjectStorage.Memory : ObjectStorage.Disk);

    /// <inheritdoc cref="Create(GitRepository, string)"/>
    public static Quarantine Create(GitRepository repository, string run, ObjectStorage storage)
    {
        var directory = Path.Combine(repository.ObjectDirectory, NamePrefix + run);
        FailPoint.Before(FailPoint.QuarantineMade);
        System.IO.Directory.CreateDirectory(Path.Combine(directory, "pack"));
        FailPoint.After(FailPoint.QuarantineMade);
        return new Quarantine(repository, directory, storage);
    }

    /// <summary>Removes what earlier runs left. Only for who holds the lock of the repository: nobody else is at work then.</summary>
    /// <returns>Paths that could not be removed.</returns>
    public static IReadOnlyList<string> Sweep(GitRepository repository)
    {
        var remaining = new List<string>();
        foreach (var left in System.IO.Directory.EnumerateDirectories(repository.ObjectDirectory, NamePrefix + "*"))
        {
            try
            {
                FailPoint.Before(FailPoint.QuarantineSwept);
                System.IO.Directory.Delete(left, recursive: true);
                FailPoint.After(FailPoint.QuarantineSwept);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                remaining.Add(left);
            }
        }

        return [.. remaining, .. KeptPacks.Sweep(PacksOf(repository))];
    }

    /// <summary>Copies everything that <paramref name="tips"/> need and <paramref name="known"/> do not have into the repository, as one durable pack.</summary>
    /// <remarks>
    /// What is reachable only from garbage of the repository is packed as well: a concurrent prune may take that garbage away.
    /// The copies here go where they are held in memory, so that a run over many branches does not fill it; git looks into the
    /// repository again for what it does not find. On a disk they stay until the end: there new files can cost much more where
    /// others have just been deleted. Until <see cref="Release"/> git packs none of it anew.
    /// </remarks>
    /// <param name="known">Commits that references of the repository hold.</param>
    /// <exception cref="GitFailedException">The disk is full, or an object is missing.</exception>
    public async Task MigrateAsync(IEnumerable<ObjectId> tips, IEnumerable<ObjectId> known, CancellationToken cancellationToken)
    {
        using var step = Timeline.Start(Timeline.Migrate);
        var input = new StringBuilder();
        foreach (var tip in tips)
        {
            input.Append(tip.ToString()).Append('\n');
        }

        input.Append("--not\n");
        foreach (var commit in known)
        {
            input.Append(commit.ToString()).Append('\n');
        }

        System.IO.Directory.CreateDirectory(Arriving);
        System.IO.Directory.CreateDirectory(PacksOf(_repository));
        var hash = await GitProcess.ReadAsync(
            Context with { FileSync = FileSync.Durable, Signals = TerminalSignals.KeptAway },
            ["pack-objects", "--revs", "--quiet", "--non-empty", "--threads=1", "--window=0", Path.Combine(Arriving, "pack")],
            Encoding.ASCII.GetBytes(input.ToString()),
            cancellationToken);
        if (hash.Length == 0)
        {
            return; // There was nothing to pack.
        }

        var name = $"pack-{Encoding.ASCII.GetString(hash).TrimEnd()}";
        _packs.Take(Arriving, name);
        if (_storage == ObjectStorage.Memory)
        {
            foreach (var id in PackIndex.Read(Path.Combine(PacksOf(_repository), $"{name}.idx"), _repository.Format))
            {
                Objects.Remove(id);
            }
        }
    }

    /// <summary>References hold what was migrated so far, or nobody needs it: git may pack it anew.</summary>
    /// <exception cref="IOException">The disk failed; it goes with the next <see cref="Sweep"/>.</exception>
    public void Release() => _packs.Release();

    private static string PacksOf(GitRepository repository) => Path.Combine(repository.ObjectDirectory, "pack");

    /// <summary>Tells a branch whose objects are missing from a disk on which nothing can be written any more.</summary>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public void RequireStorage()
    {
        var path = Path.Combine(Directory, $"tmp_storage_{Interlocked.Increment(ref _probes)}");
        try
        {
            File.WriteAllBytes(path, new byte[StorageProbeBytes]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Removes it. What cannot be removed is left to the next <see cref="Sweep"/>, which names it: nothing is wrong with what was made here.</summary>
    public void Dispose()
    {
        try
        {
            if (System.IO.Directory.Exists(Directory))
            {
                FailPoint.Before(FailPoint.QuarantineRemoved);
                System.IO.Directory.Delete(Directory, recursive: true);
                FailPoint.After(FailPoint.QuarantineRemoved);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The run asks for it when it has ended.
        }
    }
}

/// <summary>Where the objects of a quarantine are held.</summary>
internal enum ObjectStorage
{
    Disk,
    Memory,
}

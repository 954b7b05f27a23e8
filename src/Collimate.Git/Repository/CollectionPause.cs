using System.Globalization;
using System.Runtime.InteropServices;

namespace Collimate.Git.Repository;

/// <summary>Keeps <c>git gc</c> away from a repository, by the file with which git keeps two of them from each other.</summary>
/// <remarks>
/// <para>
/// What a run makes is garbage until a reference holds it. A gc that looked before that deletes it afterwards, and the reference
/// is left pointing at nothing; <c>--prune=now</c> does so at once, and takes a quarantine that is at work away as well.
/// </para>
/// <para>
/// Git's protocol (builtin/gc.c): who has <c>gc.pid.lock</c> reads <c>gc.pid</c>, goes away when the process named there lives,
/// and puts its own name there otherwise. It reads a process and a machine and nothing behind them, so our name goes on to say
/// that it is ours: what a killed run left is known to the next one, whoever has its number now and however its machine was
/// named. For a gc it is the name of a dead process, as that of a killed gc is.
/// </para>
/// </remarks>
internal sealed partial class CollectionPause : IDisposable
{
    private const int AlreadyExists = 17; // EEXIST of Linux
    private const string Mark = " collimate";

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan GuardedFor = TimeSpan.FromSeconds(10); // Git writes one line meanwhile; what is older was left by a kill.
    private static readonly TimeSpan BelievedFor = TimeSpan.FromHours(12); // as git believes

    private readonly string? _file;
    private readonly string _own;

    private CollectionPause(string? file, string own)
    {
        _file = file;
        _own = own;
    }

    /// <summary>Nothing is paused where no hard link can be made: some file systems have none.</summary>
    public bool IsInForce => _file is not null;

    /// <summary>Returns when no gc is at work, and none begins until this is disposed, if it is in force.</summary>
    /// <remarks>Only for who holds the lock of the repository.</remarks>
    /// <param name="directory">A folder of ours on the same file system.</param>
    /// <exception cref="CollectionRunningException">A gc was at work for longer than the patience of the terms.</exception>
    public static async Task<CollectionPause> BeginAsync(
        string commonDirectory, string directory, PauseTerms terms, CancellationToken cancellationToken)
    {
        var file = Path.Combine(commonDirectory, "gc.pid");
        var draft = Path.Combine(directory, "gc.pid");
        var own = string.Create(CultureInfo.InvariantCulture, $"{terms.ProcessId} {HostName()}{Mark}");
        var begin = terms.Time.GetTimestamp();
        var isSaid = false;
        while (true)
        {
            File.Delete(draft); // A killed run may have left it as another name of gc.pid, which would be written with it.
            await File.WriteAllTextAsync(draft, own, cancellationToken);
            var (attempt, holder) = Attempt(file, draft, terms.Time);
            File.Delete(draft);
            if (holder.Length > 0 && !isSaid)
            {
                isSaid = true;
                terms.Waiting(holder);
            }

            switch (attempt)
            {
                case Taking.Taken:
                    return new CollectionPause(file, own);
                case Taking.Impossible:
                    return new CollectionPause(null, own);
                case Taking.Held when terms.Time.GetElapsedTime(begin) > terms.Patience:
                    throw new CollectionRunningException(file, holder);
            }

            await Task.Delay(LookAgain, terms.Time, cancellationToken);
        }
    }

    public void Dispose()
    {
        if (_file is not null && ReadOrNothing(_file) == _own)
        {
            File.Delete(_file);
        }
    }

    private static (Taking Attempt, string Holder) Attempt(string file, string draft, TimeProvider time)
    {
        var guard = file + ".lock";
        if (Link(draft, guard) != 0)
        {
            if (Marshal.GetLastPInvokeError() != AlreadyExists)
            {
                return (Taking.Impossible, "");
            }

            // Both times are of the file system, which may have another clock than we have.
            var other = new FileInfo(guard);
            if (other.Exists && (IsOurs(ReadOrNothing(guard)) || File.GetLastWriteTimeUtc(draft) - other.LastWriteTimeUtc > GuardedFor))
            {
                File.Delete(guard);
            }

            return (Taking.Held, "");
        }

        var holder = ReadOrNothing(file);
        if (holder.Length > 0 && !IsOurs(holder) && time.GetUtcNow() - File.GetLastWriteTimeUtc(file) <= BelievedFor && IsAlive(holder))
        {
            File.Delete(guard);
            return (Taking.Held, holder);
        }

        File.Move(guard, file, overwrite: true);
        return (Taking.Taken, "");
    }

    // That run is dead: whoever looks holds the lock of the repository.
    private static bool IsOurs(string holder) => holder.EndsWith(Mark, StringComparison.Ordinal);

    /// <param name="holder">Process and machine, as in the file. A process of another machine counts as alive.</param>
    private static bool IsAlive(string holder) => holder.Split(' ') is not [var process, var host]
        || host != HostName()
        || !int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        || Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}"));

    // Git compares with all of it; .NET's name of the machine ends at the first dot.
    private static string HostName() => ReadOrNothing("/proc/sys/kernel/hostname");

    private static string ReadOrNothing(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (IOException)
        {
            return "";
        }
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Link(string existing, string created);

    private enum Taking
    {
        Taken,
        Held,
        Impossible,
    }
}

/// <param name="ProcessId">Who pauses it; when that process is dead the pause is over.</param>
/// <param name="Patience">How long a gc that is at work is waited for.</param>
internal sealed record PauseTerms(int ProcessId, TimeProvider Time, TimeSpan Patience)
{
    /// <summary>Told once, when a gc is waited for: process and machine.</summary>
    public Action<string> Waiting { get; init; } = _ => { };
}

/// <summary>Git collects garbage in the repository, for longer than was to be waited.</summary>
internal sealed class CollectionRunningException(string file, string holder) : Exception($"git gc is at work, process {holder}")
{
    public string PidFile { get; } = file;

    /// <summary>Process and machine.</summary>
    public string Holder { get; } = holder;
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Collimate.Engine.Reporting;
using Collimate.Git;
using Microsoft.Win32.SafeHandles;

namespace Collimate.Engine.Journaling;

/// <summary>One run at a time for each repository. The lock dies with its owner; the file stays.</summary>
/// <remarks>
/// The first line of the file says who holds the lock. What stands there although nobody holds it did not end: that run has to be
/// recovered, and until it is, each line below names such a run. The file is empty after a run that ended.
/// </remarks>
internal sealed partial class RunLock : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly RunIdentity _holder;

    private RunLock(SafeFileHandle file, string path, RunIdentity holder, IReadOnlyList<string> unfinished)
    {
        _file = file;
        _path = path;
        _holder = holder;
        Unfinished = unfinished;
    }

    /// <summary>The runs that held the lock and did not end, by their ids.</summary>
    public IReadOnlyList<string> Unfinished { get; private set; }

    /// <param name="directory">The folder <c>collimate</c> of the common git directory; made when it is missing.</param>
    /// <exception cref="RepositoryBusyException">Another run holds the repository.</exception>
    /// <exception cref="IOException">The repository cannot be written to.</exception>
    public static RunLock Take(string directory, RunIdentity holder)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, "run");
        var file = DurableFile.OpenShared(path);
        try
        {
            var attempt = DurableFile.TryLock(file, path);
            var text = Read(file);
            if (attempt == LockAttempt.HeldByAnother)
            {
                throw new RepositoryBusyException(path, DisplayText.Escape(text.Split('\n')[0].Trim()));
            }

            FailPoint.After(FailPoint.LockTaken);
            var taken = new RunLock(file, path, holder, [.. RunNames().Matches(text).Select(match => match.Value).Distinct(StringComparer.Ordinal).Where(HasBegun)]);
            taken.Write();
            return taken;
        }
        catch
        {
            file.Dispose();
            throw;
        }

        // Who only looked, and went away because of an older one, has nothing to be recovered.
        bool HasBegun(string run) => File.Exists(RunFolder.Of(directory, run).Journal);
    }

    /// <summary>What runs before this one had begun was finished or taken back.</summary>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public void Recovered()
    {
        Unfinished = [];
        Write();
    }

    /// <summary>The holder has done everything that it had begun: there is nothing to recover.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Ended()
    {
        FailPoint.Before(FailPoint.LockEmptied);
        RandomAccess.SetLength(_file, 0);
        FailPoint.After(FailPoint.LockEmptied);
    }

    public void Dispose()
    {
        DurableFile.Unlock(_file);
        _file.Dispose();
    }

    // The new text goes over the old one before the file is cut: at no moment do the names of runs that have to be recovered stand nowhere.
    private void Write()
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"run {_holder.Id} by process {_holder.ProcessId} since {_holder.StartedAt:yyyy-MM-ddTHH:mm:ssZ}\n")
            + string.Concat(Unfinished.Where(run => run != _holder.Id).Select(run => $"after {run}\n"));
        var bytes = Encoding.UTF8.GetBytes(text);
        FailPoint.Before(FailPoint.LockWritten);
        RandomAccess.Write(_file, bytes, 0);
        FailPoint.After(FailPoint.LockWritten);
        RandomAccess.SetLength(_file, bytes.Length);
        FailPoint.After(FailPoint.LockCut);
        DurableFile.Synchronize(_file, _path);
        FailPoint.After(FailPoint.LockSynchronized);
    }

    private static string Read(SafeFileHandle file)
    {
        var bytes = new byte[RandomAccess.GetLength(file)];
        var length = RandomAccess.Read(file, bytes, 0);
        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    [GeneratedRegex("(?<![^ ])" + RunIdentity.Pattern + @"(?!\S)", RegexOptions.CultureInvariant)]
    private static partial Regex RunNames();
}

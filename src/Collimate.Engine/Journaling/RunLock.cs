using System.Globalization;
using System.Text;
using Collimate.Engine.Reporting;
using Microsoft.Win32.SafeHandles;

namespace Collimate.Engine.Journaling;

/// <summary>One run at a time for each repository. The lock dies with its owner; the file stays and says who holds it.</summary>
internal sealed class RunLock : IDisposable
{
    private const int HolderLimit = 1024;

    private readonly SafeFileHandle _file;

    private RunLock(SafeFileHandle file) => _file = file;

    /// <param name="directory">The folder <c>collimate</c> of the common git directory; made when it is missing.</param>
    /// <exception cref="RepositoryBusyException">Another run holds the repository.</exception>
    /// <exception cref="IOException">The repository cannot be written to.</exception>
    public static RunLock Take(string directory, RunIdentity run)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, "run");
        var file = DurableFile.OpenShared(path);
        if (DurableFile.TryLock(file, path) == LockAttempt.HeldByAnother)
        {
            var holder = ReadHolder(file);
            file.Dispose();
            throw new RepositoryBusyException(path, holder);
        }

        var text = string.Create(CultureInfo.InvariantCulture, $"run {run.Id} by process {run.ProcessId} since {run.StartedAt:yyyy-MM-ddTHH:mm:ssZ}\n");
        RandomAccess.SetLength(file, 0);
        RandomAccess.Write(file, Encoding.UTF8.GetBytes(text), 0);
        return new RunLock(file);
    }

    public void Dispose() => _file.Dispose();

    private static string ReadHolder(SafeFileHandle file)
    {
        var bytes = new byte[HolderLimit];
        var length = RandomAccess.Read(file, bytes, 0);
        return DisplayText.Escape(Encoding.UTF8.GetString(bytes, 0, length).Trim());
    }
}

/// <param name="Id"><c>yyyyMMddTHHmmssZ-xxxx</c>.</param>
/// <param name="StartedAt">UTC.</param>
internal sealed record RunIdentity(string Id, int ProcessId, DateTimeOffset StartedAt);

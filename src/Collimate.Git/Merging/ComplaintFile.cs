using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Collimate.Git.Merging;

/// <summary>Where an open git complains, so that whoever has its answer can see at once whether it came without a complaint.</summary>
/// <remarks>
/// A pipe would have to be emptied by somebody, and then nobody knows whether he has it all. The file has room from the start, so that a full
/// disk makes no complaint disappear, unless its file system writes nothing in place. Not for several threads.
/// </remarks>
internal sealed class ComplaintFile : IDisposable
{
    private const int Room = 4096;

    // Of the process: lanes share a directory.
    private static int s_files;

    private readonly SafeFileHandle _file;
    private readonly byte[] _first = new byte[1];

    private ComplaintFile(string path, SafeFileHandle file)
    {
        Path = path;
        _file = file;
    }

    /// <summary>Makes one; nothing where there is no room for it.</summary>
    /// <param name="directory">A quarantine.</param>
    public static ComplaintFile? Reserve(string directory)
    {
        var path = System.IO.Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"complaints_{Interlocked.Increment(ref s_files)}"));
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite);
            FailPoint.Before(FailPoint.ComplaintsReserved);
            RandomAccess.Write(file, new byte[Room], fileOffset: 0);
            FailPoint.After(FailPoint.ComplaintsReserved);
            return new ComplaintFile(path, file);
        }
        catch (IOException)
        {
            file?.Dispose();
            return null;
        }
    }

    public string Path { get; }

    /// <summary>Whether git has had nothing to complain about so far.</summary>
    public bool IsEmpty => RandomAccess.Read(_file, _first, fileOffset: 0) == 1 && _first[0] == 0;

    /// <remarks>It stays until the quarantine goes.</remarks>
    public void Dispose() => _file.Dispose();
}

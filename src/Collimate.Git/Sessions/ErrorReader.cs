using System.Buffers;
using System.Text;

namespace Collimate.Git.Sessions;

/// <summary>Reads what a child writes to stderr, from the start, and keeps the beginning of it.</summary>
internal sealed class ErrorReader
{
    private const int Limit = 64 * 1024;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly ArrayBufferWriter<byte> _kept = new();
    private readonly Task _reading;

    public ErrorReader(Stream stream) => _reading = ReadAsync(stream);

    /// <summary>What the child wrote to stderr, complete once it has ended; at most 64 KiB of it.</summary>
    /// <remarks>A program that a hook left behind can hold the pipe open for ever, so the end is waited for a second only.</remarks>
    public async Task<string> TextAsync()
    {
        try
        {
            await _reading.WaitAsync(Grace);
        }
        catch (TimeoutException)
        {
            // What has come so far is what git itself said.
        }

        lock (_gate)
        {
            return Encoding.UTF8.GetString(_kept.WrittenSpan);
        }
    }

    private async Task ReadAsync(Stream stream)
    {
        var buffer = new byte[4096];
        int read;
        while ((read = await ReadOrEndAsync(stream, buffer)) > 0)
        {
            lock (_gate)
            {
                _kept.Write(buffer.AsSpan(0, Math.Min(read, Limit - _kept.WrittenCount)));
            }
        }
    }

    private static async Task<int> ReadOrEndAsync(Stream stream, byte[] buffer)
    {
        try
        {
            return await stream.ReadAsync(buffer, CancellationToken.None);
        }
        catch (Exception e) when (e is ObjectDisposedException or IOException)
        {
            // This side was closed while somebody else, a daemon that a hook left behind, still holds the other.
            return 0;
        }
    }
}

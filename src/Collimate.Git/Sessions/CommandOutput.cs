namespace Collimate.Git.Sessions;

/// <summary>Everything that a finishing command writes, up to a bound.</summary>
internal static class CommandOutput
{
    /// <summary>The usual bound, in bytes: the history of a repository with two million commits still fits.</summary>
    public const int Limit = 256 * 1024 * 1024;

    public static async Task<byte[]> ReadAsync(Stream stream, string command, long limit, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (kept.Length + read > limit)
            {
                throw new OutputTooLargeException(command, limit);
            }

            kept.Write(buffer.AsSpan(0, read));
        }

        return kept.ToArray();
    }
}

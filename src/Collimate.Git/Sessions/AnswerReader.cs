namespace Collimate.Git.Sessions;

/// <summary>Reads lines and counted bytes from the answers of a long-lived git child. Not for several threads.</summary>
internal sealed class AnswerReader(Stream stream)
{
    // Far more than a path or a line that git writes; a child that never ends one must not fill our memory.
    private const int LongestField = 64 << 20;

    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>The next line without its newline.</summary>
    /// <exception cref="FormatException">It is longer than any that git writes.</exception>
    /// <exception cref="EndOfStreamException">The child ended before the line did.</exception>
    public Task<byte[]> ReadLineAsync(CancellationToken cancellationToken) => ReadUntilAsync((byte)'\n', cancellationToken);

    /// <summary>The bytes before <paramref name="delimiter"/>, which is consumed.</summary>
    /// <exception cref="FormatException">They are more than git ever writes there.</exception>
    /// <exception cref="EndOfStreamException">The child ended before the delimiter came.</exception>
    public async Task<byte[]> ReadUntilAsync(byte delimiter, CancellationToken cancellationToken)
    {
        MemoryStream? carried = null;
        while (true)
        {
            var index = _buffer.AsSpan(_start, _end - _start).IndexOf(delimiter);
            if (index >= 0)
            {
                var piece = _buffer.AsSpan(_start, index);
                _start += index + 1;
                if (carried is null)
                {
                    return piece.ToArray();
                }

                carried.Write(piece);
                return carried.ToArray();
            }

            carried ??= new MemoryStream();
            carried.Write(_buffer.AsSpan(_start, _end - _start));
            if (carried.Length > LongestField)
            {
                throw new FormatException($"an answer has no end within {LongestField} bytes");
            }

            await FillAsync(cancellationToken);
        }
    }

    /// <summary>The next byte, which stays unread.</summary>
    /// <exception cref="EndOfStreamException">The child has ended.</exception>
    public async Task<byte> PeekAsync(CancellationToken cancellationToken)
    {
        if (_start == _end)
        {
            await FillAsync(cancellationToken);
        }

        return _buffer[_start];
    }

    /// <exception cref="EndOfStreamException">The child ended before that many bytes came.</exception>
    public async Task<byte[]> ReadBytesAsync(int count, CancellationToken cancellationToken)
    {
        var result = new byte[count];
        var filled = 0;
        while (filled < count)
        {
            if (_start == _end)
            {
                await FillAsync(cancellationToken);
            }

            var take = Math.Min(count - filled, _end - _start);
            _buffer.AsSpan(_start, take).CopyTo(result.AsSpan(filled));
            filled += take;
            _start += take;
        }

        return result;
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        _start = 0;
        _end = await stream.ReadAsync(_buffer, cancellationToken);
        if (_end == 0)
        {
            throw new EndOfStreamException("the git process ended in the middle of an answer");
        }
    }
}

namespace Collimate.Engine;

/// <summary>Turns byte offsets of UTF-8 text into lines and columns, going forward only: an offset must not be smaller than the one before it.</summary>
internal ref struct TextPositionCursor(ReadOnlySpan<byte> utf8)
{
    private readonly ReadOnlySpan<byte> _utf8 = utf8;
    private int _offset;
    private int _line = 1;
    private int _column = 1;

    public TextPosition Locate(int offset)
    {
        for (; _offset < offset; _offset++)
        {
            Pass(_utf8[_offset]);
        }

        return new TextPosition(_line, _column);
    }

    private void Pass(byte value)
    {
        const int ContinuationMask = 0xC0;
        const int Continuation = 0x80;
        if (value == '\n')
        {
            _line++;
            _column = 1;
        }
        else if ((value & ContinuationMask) != Continuation)
        {
            _column++;
        }
    }
}

namespace Collimate.Engine;

/// <summary>A place in a text file, both counted from 1; the column counts characters, not bytes.</summary>
internal readonly record struct TextPosition(int Line, int Column)
{
    public static TextPosition Start { get; } = new(1, 1);
}

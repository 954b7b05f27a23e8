namespace Collimate.TestKit;

/// <summary>A file that must be refused, and what the refusal must say.</summary>
/// <param name="Name">A sentence about what is wrong with it.</param>
/// <param name="Content">The bytes of the file.</param>
/// <param name="Problem">One of the problems that must be listed.</param>
public sealed record MalformedFile(string Name, ReadOnlyMemory<byte> Content, ExpectedProblem Problem)
{
    public override string ToString() => Name;
}

/// <summary>Where a problem must be found.</summary>
/// <param name="Line">Counted from 1.</param>
/// <param name="Column">Counted from 1.</param>
/// <param name="Path">The whole path in the document.</param>
/// <param name="Fragment">Text that stands in what the problem says was found or expected.</param>
public sealed record ExpectedProblem(int Line, int Column, string Path, string Fragment);

using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Collimate.Benchmarks.Generating;

/// <summary>A generated file in one of its versions: the place, and which of its lines were changed by whom.</summary>
/// <remarks>
/// Every side has lines of its own, far enough apart for git to merge them: targets change one near the top, branches some near
/// the end. Only the contested line in the middle is changed by both, by targets and by branches that are to conflict.
/// </remarks>
internal sealed record SourceFile(int Number)
{
    public const int TargetLine = 3;
    public const int ContestedLine = 20;
    public const int FirstBranchLine = 28;
    public const int BranchLines = 8;

    private const int Lines = 40;
    private const int FilesPerPackage = 20;
    private const int FilesPerModule = 200;

    private ImmutableDictionary<int, string> Changes { get; init; } = ImmutableDictionary<int, string>.Empty;

    public string Path { get; init; } = PathOf(Number);

    /// <summary>Kinds of files are spread so that no folder is ever renamed as a whole, unless it is meant to be.</summary>
    public static FileKind KindOf(int number) => (number % FilesPerPackage) switch
    {
        0 => FileKind.Contested,
        1 => FileKind.MovedByTarget,
        2 => FileKind.MovedByBranches,
        _ => FileKind.Ordinary,
    };

    /// <summary>The file number <paramref name="index"/> of a kind that has one in every package.</summary>
    public static int NumberOf(FileKind kind, int index) => kind switch
    {
        FileKind.Contested => index * FilesPerPackage,
        FileKind.MovedByTarget => (index * FilesPerPackage) + 1,
        FileKind.MovedByBranches => (index * FilesPerPackage) + 2,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), "BUG: there are many ordinary files in a package"),
    };

    /// <summary>How many complete packages there are, and so how many files of each rare kind.</summary>
    public static int PackagesIn(int files) => files / FilesPerPackage;

    public static string FolderOf(int number) => string.Create(
        CultureInfo.InvariantCulture,
        $"src/module{number / FilesPerModule:000}/package{number / FilesPerPackage % (FilesPerModule / FilesPerPackage):0}");

    public SourceFile WithLine(int line, string text) => this with { Changes = Changes.SetItem(line, text) };

    public byte[] Content()
    {
        var text = new StringBuilder(Lines * 40);
        for (var line = 0; line < Lines; line++)
        {
            text.Append(Changes.GetValueOrDefault(line) ?? Original(line)).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string PathOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{FolderOf(number)}/file{number:000000}.txt");

    private string Original(int line) =>
        string.Create(CultureInfo.InvariantCulture, $"file {Number} line {line} as it was in the beginning");
}

/// <summary>What happens to a file in the course of the story.</summary>
internal enum FileKind
{
    Ordinary,

    /// <summary>The target changes the contested line at last.</summary>
    Contested,

    /// <summary>The target renames it at last.</summary>
    MovedByTarget,

    /// <summary>Branches rename it, each to a name of its own.</summary>
    MovedByBranches,
}

using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Collimate.TestKit;

/// <summary>What a commit does to one path.</summary>
public sealed record FileChange
{
    private FileChange(string path) => Path = path;

    public string Path { get; }

    public string? MovedTo { get; private init; }

    public string Mode { get; private init; } = "100644";

    [SuppressMessage("Performance", "CA1819", Justification = "The bytes go into a stream and nowhere else.")]
    public byte[]? Content { get; private init; }

    public static FileChange File(string path, string content) => File(path, Encoding.UTF8.GetBytes(content));

    public static FileChange File(string path, byte[] content) => new(path) { Content = content };

    public static FileChange Executable(string path, string content) => File(path, content) with { Mode = "100755" };

    public static FileChange Link(string path, string target) => File(path, target) with { Mode = "120000" };

    public static FileChange Delete(string path) => new(path);

    public static FileChange Rename(string from, string to) => new(from) { MovedTo = to };
}

using System.Text;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;

namespace Collimate.Git.Merging;

/// <summary>A directory that holds the attributes of one commit and nothing else, for merges to run in.</summary>
/// <remarks>
/// Git reads attributes from the directory where it runs (git-facts F6). Here it finds those of the primary branch, whatever
/// the user has checked out and whatever a feature branch would like.
/// </remarks>
internal static class AttributeSandbox
{
    private const string FileName = ".gitattributes";

    /// <param name="directory">Made by this, complete or not at all, unless it exists.</param>
    /// <param name="commit">Whose attributes count.</param>
    /// <exception cref="GitFailedException">The tree of the commit cannot be read.</exception>
    public static async Task EnsureAsync(string directory, ObjectId commit, ObjectReadSession objects, GitContext context, CancellationToken cancellationToken)
    {
        if (Directory.Exists(directory))
        {
            return;
        }

        var unfinished = directory + ".new";
        Directory.CreateDirectory(unfinished);
        await WriteFilesAsync(unfinished, commit, objects, context, cancellationToken);
        Directory.Move(unfinished, directory);
    }

    private static async Task WriteFilesAsync(string directory, ObjectId commit, ObjectReadSession objects, GitContext context, CancellationToken cancellationToken)
    {
        var tree = await GitProcess.ReadAsync(
            context, ["ls-tree", "-r", "-z", "--full-tree", commit.ToString()], ReadOnlyMemory<byte>.Empty, cancellationToken);
        var files = Find(tree);
        var contents = await objects.ReadAsync([.. files.Select(file => file.Blob)], cancellationToken);
        foreach (var (file, content) in files.Zip(contents))
        {
            if (content is not null)
            {
                var path = Path.Combine(directory, file.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllBytesAsync(path, AttributeFile.WithoutPrograms(content.Bytes, file.Path == FileName ? AttributePlace.Top : AttributePlace.Below), cancellationToken);
            }
        }
    }

    /// <summary>Reads "mode SP type SP id TAB path NUL" records; only regular files count, as in git.</summary>
    private static List<(string Path, ObjectId Blob)> Find(ReadOnlySpan<byte> tree)
    {
        var result = new List<(string, ObjectId)>();
        foreach (var range in tree.Split((byte)0))
        {
            var entry = tree[range];
            if (!entry.EndsWith(".gitattributes"u8) || !entry.StartsWith("100"u8))
            {
                continue;
            }

            var tab = entry.IndexOf((byte)'\t');
            var path = new ByteText(entry[(tab + 1)..]);
            if (path.IsUtf8 && IsPlain(path.ToString()))
            {
                result.Add((path.ToString(), ObjectId.Parse(entry[(entry[..tab].LastIndexOf((byte)' ') + 1)..tab])));
            }
        }

        return result;
    }

    /// <summary>A tree can hold names that git itself would never check out; they must not lead out of the directory.</summary>
    private static bool IsPlain(string path)
    {
        var components = path.Split('/');
        return components[^1] == FileName
            && components.All(component =>
                component is not ("" or "." or "..")
                && !component.Equals(".git", StringComparison.OrdinalIgnoreCase)
                && Encoding.UTF8.GetByteCount(component) <= 255);
    }
}

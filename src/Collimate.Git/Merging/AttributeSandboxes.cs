using System.Security.Cryptography;
using System.Text;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;

namespace Collimate.Git.Merging;

/// <summary>Directories that hold the attributes of a commit and nothing else, for git to run in. Not for several threads.</summary>
/// <remarks>
/// Git reads attributes from the directory where it runs (git-facts F6). Here it finds those of the primary branch, whatever
/// the user has checked out and whatever a feature branch would like. Commits with the same attributes share a directory.
/// </remarks>
/// <param name="root">Where the directories are made, asked for when the first one is needed; whoever owns it removes it.</param>
/// <param name="context">For reading; its working directory does not matter.</param>
internal sealed class AttributeSandboxes(Func<string> root, GitContext context)
{
    private const string FileName = ".gitattributes";

    private readonly Dictionary<ObjectId, string> _known = [];

    /// <summary>The directory with the attributes of a commit, complete.</summary>
    /// <exception cref="GitFailedException">The tree of the commit cannot be read.</exception>
    public async Task<string> GetAsync(ObjectId commit, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(commit, out var known))
        {
            return known;
        }

        var tree = await GitProcess.ReadAsync(
            context, ["ls-tree", "-r", "-z", "--full-tree", commit.ToString()], ReadOnlyMemory<byte>.Empty, cancellationToken);
        var files = Find(tree);
        var directory = Path.Combine(root(), NameFor(files));
        if (!Directory.Exists(directory))
        {
            var unfinished = directory + ".new";
            FailPoint.Before(FailPoint.AttributesWritten);
            Directory.CreateDirectory(unfinished);
            await WriteAsync(unfinished, files, cancellationToken);
            FailPoint.After(FailPoint.AttributesWritten);
            Directory.Move(unfinished, directory);
            FailPoint.After(FailPoint.AttributesNamed);
        }

        return _known[commit] = directory;
    }

    private static string NameFor(List<(string Path, ObjectId Blob)> files)
    {
        var list = string.Join('\n', files.Select(file => $"{file.Blob} {file.Path}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list)).AsSpan(0, 16));
    }

    private async Task WriteAsync(string directory, List<(string Path, ObjectId Blob)> files, CancellationToken cancellationToken)
    {
        await using var objects = new ObjectReadSession(context);
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

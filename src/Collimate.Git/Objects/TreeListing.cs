using Collimate.Git.Sessions;

namespace Collimate.Git.Objects;

/// <summary>All files of a tree.</summary>
internal static class TreeListing
{
    /// <exception cref="GitFailedException">The tree cannot be read.</exception>
    public static async Task<IReadOnlyDictionary<ByteText, TreeEntry>> ReadAsync(GitContext context, ObjectId tree, CancellationToken cancellationToken)
    {
        var output = await GitProcess.ReadAsync(
            context, ["ls-tree", "-r", "-z", "--full-tree", tree.ToString()], ReadOnlyMemory<byte>.Empty, cancellationToken);
        return Parse(output);
    }

    /// <summary>Reads "mode SP type SP id TAB path NUL" records.</summary>
    private static Dictionary<ByteText, TreeEntry> Parse(ReadOnlySpan<byte> output)
    {
        var result = new Dictionary<ByteText, TreeEntry>();
        foreach (var range in output.Split((byte)0))
        {
            var record = output[range];
            var tab = record.IndexOf((byte)'\t');
            if (tab > 0)
            {
                var mode = string.Intern(System.Text.Encoding.ASCII.GetString(record[..record.IndexOf((byte)' ')]));
                var id = ObjectId.Parse(record[(record[..tab].LastIndexOf((byte)' ') + 1)..tab]);
                result.Add(new ByteText(record[(tab + 1)..]), new TreeEntry(mode, id));
            }
        }

        return result;
    }
}

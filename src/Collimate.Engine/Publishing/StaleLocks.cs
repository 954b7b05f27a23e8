using System.Text;
using Collimate.Git;
using Collimate.Git.Objects;
using Collimate.Git.References;

namespace Collimate.Engine.Publishing;

/// <summary>Removes the locks of references that a killed git left, and nobody else's.</summary>
/// <remarks>
/// A lock counts as ours when we had announced that we would write this reference, when what it holds is nothing or what
/// we were about to write, and when nobody has touched it for two seconds.
/// </remarks>
internal sealed class StaleLocks(string commonDirectory, TimeProvider time)
{
    private static readonly TimeSpan Stillness = TimeSpan.FromSeconds(2);

    /// <param name="written">The references that may be locked, and what was to be written into each.</param>
    /// <returns>The references whose locks are gone, by full name.</returns>
    /// <exception cref="IOException">A lock cannot be removed.</exception>
    public async Task<IReadOnlyList<string>> RemoveAsync(IEnumerable<(ReferenceName Reference, ObjectId Value)> written, CancellationToken cancellationToken)
    {
        var found = written
            .GroupBy(pair => pair.Reference, pair => pair.Value)
            .Select(group => (Reference: group.Key.ToString(), Look: Look(group.Key, group)))
            .Where(pair => pair.Look is not null)
            .ToArray();
        if (found.Length == 0)
        {
            return [];
        }

        await Task.Delay(Stillness, time, cancellationToken);
        var removed = new List<string>();
        foreach (var (reference, look) in found)
        {
            if (look!.IsStill)
            {
                FailPoint.Before(FailPoint.StaleLockRemoved);
                File.Delete(look.Path);
                FailPoint.After(FailPoint.StaleLockRemoved);
                removed.Add(reference);
            }
        }

        return removed;
    }

    private LockLook? Look(ReferenceName reference, IEnumerable<ObjectId> values)
    {
        var file = new FileInfo(Path.Combine(commonDirectory, reference + ".lock"));
        if (!file.Exists)
        {
            return null;
        }

        var text = Encoding.ASCII.GetString(LockLook.Content(file.FullName)).TrimEnd('\n');
        return text.Length == 0 || values.Any(value => value.ToString().StartsWith(text, StringComparison.Ordinal))
            ? new LockLook(file.FullName, file.CreationTimeUtc, file.LastWriteTimeUtc, text)
            : null;
    }

    /// <summary>A lock as it was when it was looked at first.</summary>
    private sealed record LockLook(string Path, DateTime Created, DateTime Written, string Text)
    {
        public bool IsStill
        {
            get
            {
                var now = new FileInfo(Path);
                return now.Exists && now.CreationTimeUtc == Created && now.LastWriteTimeUtc == Written;
            }
        }

        public static byte[] Content(string path)
        {
            try
            {
                return File.ReadAllBytes(path);
            }
            catch (FileNotFoundException)
            {
                return []; // Its owner lives, and has just removed it.
            }
        }
    }
}

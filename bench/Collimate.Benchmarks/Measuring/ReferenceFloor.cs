using System.Text;
using Collimate.Benchmarks.Machine;

namespace Collimate.Benchmarks.Measuring;

/// <summary>The least that git needs to move the same references: one <c>git update-ref --stdin</c>, one small transaction per branch.</summary>
/// <param name="prepared">The repository before the run.</param>
/// <param name="aligned">A copy of it after the run: it has the objects.</param>
internal sealed class ReferenceFloor(string prepared, string aligned, Places places)
{
    private static readonly string[] Parts = ["HEAD", "config", "packed-refs", "refs"];

    private byte[] _commands = [];

    /// <summary>Looks up which references the run moved and made.</summary>
    public async Task PrepareAsync()
    {
        var before = await References.ReadAsync(prepared);
        var after = await References.ReadAsync(aligned);
        var text = new StringBuilder();
        foreach (var (name, tip) in after.Where(reference => reference.Key.StartsWith("refs/collimate/", StringComparison.Ordinal) && !before.ContainsKey(reference.Key)))
        {
            text.Append("start\0create ").Append(name).Append('\0').Append(tip).Append("\0prepare\0commit\0");
        }

        foreach (var (name, tip) in after)
        {
            if (before.TryGetValue(name, out var old) && old != tip)
            {
                text.Append("start\0");
                var backup = References.BackupOf(name);
                if (after.TryGetValue(backup, out var kept) && !before.ContainsKey(backup))
                {
                    text.Append("create ").Append(backup).Append('\0').Append(kept).Append('\0');
                }

                text.Append("update ").Append(name).Append('\0').Append(tip).Append('\0').Append(old).Append("\0prepare\0commit\0");
            }
        }

        _commands = Encoding.UTF8.GetBytes(text.ToString());
    }

    public async Task<Cost> MeasureAsync()
    {
        var copy = places.Next("references");
        await RestoreAsync(copy);
        var start = Toolbox.Git(copy, "-c", "core.fsync=committed", "update-ref", "-m", "collimate: rebase onto 0123456789 (run bench)", "--stdin", "-z");
        var cost = await Cost.OfChildrenAsync(async () =>
            (await ChildProcess.RunAsync(start, stream => stream.WriteAsync(_commands).AsTask())).Require("git update-ref"));
        await CompareAsync(copy);
        return cost;
    }

    /// <summary>A repository with the references of before and the objects of after.</summary>
    private async Task RestoreAsync(string copy)
    {
        var source = (await Toolbox.GitAsync(prepared, "rev-parse", "--absolute-git-dir")).Trim();
        var objects = (await Toolbox.GitAsync(aligned, "rev-parse", "--path-format=absolute", "--git-path", "objects")).Trim();
        var git = Path.Combine(copy, ".git");
        Directory.CreateDirectory(Path.Combine(git, "objects", "info"));
        await File.WriteAllTextAsync(Path.Combine(git, "objects", "info", "alternates"), objects + "\n");
        var parts = Parts.Select(name => Path.Combine(source, name)).Where(Path.Exists);
        await Toolbox.RunAsync("cp", ["-a", .. parts, git]);
        await Toolbox.RunAsync("sync", "-f", copy);
    }

    private async Task CompareAsync(string copy)
    {
        var expected = await References.ReadAsync(aligned);
        var found = await References.ReadAsync(copy);
        if (!expected.SequenceEqual(found))
        {
            throw new BenchmarkException("The floor of the references wrote others than the run", "This is a mistake of the benchmark.");
        }
    }
}

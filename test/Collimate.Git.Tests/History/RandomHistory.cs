using System.Globalization;
using System.Text;
using Collimate.Git.Tests.Kit;

namespace Collimate.Git.Tests.History;

/// <summary>A history that a seed determines: several roots, merges of up to three parents, criss-crosses. Branch <c>c7</c> is the eighth commit.</summary>
internal sealed class RandomHistory(uint seed)
{
    public const int Commits = 14;

    private uint _state = (seed * 2654435761) + 1;

    public void WriteInto(OpenRepository repository)
    {
        var stream = new StringBuilder();
        for (var i = 0; i < Commits; i++)
        {
            stream.Append(CultureInfo.InvariantCulture, $"commit refs/heads/c{i}\nmark :{i + 1}\ncommitter A <a@b> {100 + Next(50)} +0000\ndata 2\nc\n");
            var parents = ParentsOf(i);
            foreach (var (parent, order) in parents.Select((parent, order) => (parent, order)))
            {
                stream.Append(CultureInfo.InvariantCulture, $"{(order == 0 ? "from" : "merge")} :{parent + 1}\n");
            }

            stream.Append(CultureInfo.InvariantCulture, $"M 100644 inline f{i}\ndata 1\nx\n\n");
        }

        repository.Test.FastImport(Encoding.ASCII.GetBytes(stream.ToString()));
    }

    public int Next(int bound)
    {
        _state = unchecked((_state * 1664525) + 1013904223);
        return (int)((_state >> 8) % (uint)bound);
    }

    // Mostly recent commits, so that lines of work exist; sometimes none at all.
    private int[] ParentsOf(int i) =>
        i == 0 || Next(8) == 0 ? [] : [.. Enumerable.Range(0, 1 + (Next(5) / 3) + (Next(9) / 8)).Select(_ => Math.Max(0, i - 1 - Next(4))).Distinct()];
}

using System.Globalization;

namespace Collimate.Crash.Tests.Racing;

/// <summary>What a person did to a repository, and what is left of it there.</summary>
internal sealed class Diary
{
    private readonly Dictionary<string, List<(string Id, string Subject)>> _standing = new(StringComparer.Ordinal);

    /// <summary>How many commits the person made.</summary>
    public int Commits { get; private set; }

    /// <summary>How many branches the person deleted.</summary>
    public int Deletions { get; private set; }

    /// <summary>The commits that the person made on a branch and did not delete with it.</summary>
    public IReadOnlyDictionary<string, List<(string Id, string Subject)>> Standing => _standing;

    /// <param name="text">Lines as the script <c>person</c> prints them.</param>
    public static Diary Read(string text)
    {
        var diary = new Diary();
        foreach (var words in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 4)))
        {
            switch (words)
            {
                case ["committed", var branch, var id, var subject]:
                    diary.Commits++;
                    if (!diary._standing.TryGetValue(branch, out var commits))
                    {
                        diary._standing[branch] = commits = [];
                    }

                    commits.Add((id, subject));
                    break;
                case ["deleted", var branch]:
                    diary.Deletions++;
                    diary._standing.Remove(branch);
                    break;
                default:
                    throw new FormatException($"a person writes no such line: {string.Join(' ', words)}");
            }
        }

        return diary;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Commits} commits and {Deletions} deletions by hand");
}

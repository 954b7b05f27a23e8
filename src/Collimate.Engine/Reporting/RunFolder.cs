using System.Globalization;
using System.Text;
using Collimate.Engine.Planning;
using Collimate.Git;

namespace Collimate.Engine.Reporting;

/// <summary>The folder of one run, <c>&lt;git common dir&gt;/collimate/runs/&lt;run&gt;</c>, and what lies in it.</summary>
internal sealed class RunFolder
{
    private const int LongestSlug = 60;

    private RunFolder(string path) => Location = path;

    public string Location { get; }

    public string Journal => Path.Combine(Location, "journal.jsonl");

    public string Results => Path.Combine(Location, "results.json");

    public string Report => Path.Combine(Location, "report.json");

    /// <summary>Where the merges of a group run: the attributes of its target and nothing else.</summary>
    public string Attributes => Path.Combine(Location, "attributes");

    /// <summary>Removes what is of no use once the run has ended.</summary>
    public void Tidy()
    {
        if (Directory.Exists(Attributes))
        {
            FailPoint.Before(FailPoint.AttributesRemoved);
            Directory.Delete(Attributes, recursive: true);
            FailPoint.After(FailPoint.AttributesRemoved);
        }
    }

    /// <summary>The folder that a run has or had.</summary>
    public static RunFolder Of(string collimateDirectory, string run) => new(Path.Combine(collimateDirectory, "runs", run));

    public static RunFolder Create(string collimateDirectory, string run)
    {
        var folder = Of(collimateDirectory, run);
        FailPoint.Before(FailPoint.FolderMade);
        Directory.CreateDirectory(Path.Combine(folder.Location, "summaries"));
        FailPoint.After(FailPoint.FolderMade);
        return folder;
    }

    /// <returns>The absolute path of the written file.</returns>
    public string WriteSummary(BranchPlan plan, string text)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{plan.Number:00000}-{Slug(plan.Branch)}.md");
        var path = Path.Combine(Location, "summaries", name);
        FailPoint.Before(FailPoint.SummaryWritten);
        File.WriteAllText(path, text);
        FailPoint.After(FailPoint.SummaryWritten);
        return path;
    }

    /// <summary>A file name that reminds of the branch: only ASCII letters, digits, dots and dashes.</summary>
    public static string Slug(string branch)
    {
        var slug = new StringBuilder();
        foreach (var character in branch.Take(LongestSlug))
        {
            slug.Append(char.IsAsciiLetterOrDigit(character) || character == '.' ? character : '-');
        }

        return slug.ToString().Trim('.');
    }
}

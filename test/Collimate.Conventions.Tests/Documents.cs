using System.Text.RegularExpressions;

namespace Collimate.Conventions.Tests;

public sealed partial class Documents
{
    private static readonly string[] Headings = ["## Context", "## Decision", "## Alternatives", "## How we would notice that it was wrong"];

    [Fact]
    public void Link_only_to_files_and_headings_that_exist()
    {
        var offenders =
            from path in Checkout.Files("*.md")
            from Match link in Link().Matches(WithoutCode(Checkout.Read(path)))
            let target = link.Groups["target"].Value
            where !target.Contains(':', StringComparison.Ordinal) && !Resolves(path, target)
            select $"{path}: {target}";

        Verdict.NoneOf(offenders, "a reader would land nowhere:");
    }

    [Fact]
    public void Describe_every_folder_of_the_product_in_the_architecture()
    {
        // arrange
        var architecture = Checkout.Read("docs/architecture.md");

        // act
        var folders = Checkout.Files("*.cs", "src").Select(path => path.Split('/')).Where(parts => parts.Length > 3).Select(parts => parts[2]);

        // assert
        Verdict.NoneOf(
            folders.Where(folder => !Regex.IsMatch(architecture, $@"\b{Regex.Escape(folder)}\b")),
            "docs/architecture.md says in a sentence what each folder is for; these are missing:");
    }

    [Fact]
    public void Name_no_folder_in_the_architecture_that_is_gone()
    {
        var named = Folder().Matches(Checkout.Read("docs/architecture.md")).Select(folder => $"src/{folder.Groups["path"].Value}");

        Verdict.NoneOf(named.Where(path => !Directory.Exists(Path.Combine(Checkout.Root, path))), "docs/architecture.md tells of folders that the product has not:");
    }

    [Fact]
    public void Record_decisions_with_number_date_status_and_what_was_rejected()
    {
        // arrange
        var decisions = Checkout.Files("*.md", "docs/decisions").ToList();

        // act
        var offenders = decisions.SelectMany((path, index) => FaultsOf(path, index + 1));

        // assert
        Assert.NotEmpty(decisions);
        Verdict.NoneOf(offenders, "a decision has its number, 'Date: yyyy-MM-dd', 'Status: ...' and four headings:");
    }

    private static IEnumerable<string> FaultsOf(string path, int number)
    {
        var lines = Checkout.ReadLines(path);
        if (!Path.GetFileName(path).StartsWith($"{number:D4}-", StringComparison.Ordinal) || !lines[0].StartsWith($"# {number:D4}. ", StringComparison.Ordinal))
        {
            yield return $"{path}: its name should start with '{number:D4}-' and its title with '# {number:D4}. '";
        }

        if (!lines.Any(line => Date().IsMatch(line)))
        {
            yield return $"{path}: no date";
        }

        if (!lines.Any(line => Status().IsMatch(line)))
        {
            yield return $"{path}: the status is neither proposed, accepted nor superseded by NNNN";
        }

        foreach (var heading in Headings.Except(lines))
        {
            yield return $"{path}: no heading '{heading}'";
        }
    }

    private static bool Resolves(string document, string target)
    {
        var parts = target.Split('#');
        var path = parts[0].Length == 0 ? document : Path.Combine(Path.GetDirectoryName(document)!, parts[0]);
        var full = Path.Combine(Checkout.Root, path);
        return parts.Length == 1
            ? Path.Exists(full)
            : File.Exists(full) && File.ReadLines(full).Where(line => line.StartsWith('#')).Select(AnchorOf).Contains(parts[1]);
    }

    // As the sites that show Markdown make it: lower case, words joined by dashes, everything else gone.
    private static string AnchorOf(string heading) =>
        NotInAnchor().Replace(heading.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-');

    private static string WithoutCode(string markdown) => Code().Replace(markdown, "");

    [GeneratedRegex(@"`(?<path>Collimate\.\w+/\w+)`")]
    private static partial Regex Folder();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```|`[^`\n]*`", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex(@"^Date: \d{4}-\d{2}-\d{2}$")]
    private static partial Regex Date();

    [GeneratedRegex(@"^Status: (proposed|accepted|superseded by \d{4})$")]
    private static partial Regex Status();
}

using System.Text.RegularExpressions;

namespace Collimate.Conventions.Tests;

/// <summary>A document whose tables say in their last column what shows each row: a test, a command, or why nothing does.</summary>
/// <param name="Document">Its path in the checkout.</param>
internal sealed partial record Evidence(string Document)
{
    /// <summary>The rows of all tables, without their heads, as they stand there.</summary>
    public IReadOnlyList<string> Rows =>
    [
        .. Table().Matches(Checkout.Read(Document))
            .SelectMany(table => table.Value.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2)), // The head and the line below it.
    ];

    /// <summary>Rows that name neither a test nor a command, and whose last cell begins with none of these words, a colon and a reason.</summary>
    public IEnumerable<string> RowsWithout(params string[] excuses) => Rows.Where(row =>
        !CodeIn(row[row.TrimEnd(' ', '|').LastIndexOf('|')..]).Any(code => TestName().IsMatch(code) || Command().IsMatch(code))
        && !excuses.Any(excuse => Regex.IsMatch(row, $@"\| {excuse}: \S[^|]* \|$")));

    /// <summary>Tests that the document names and no source under <c>test</c> has.</summary>
    public IEnumerable<string> MissingTests()
    {
        var sources = Checkout.Files("*.cs", "test").Select(Checkout.Read).ToList();
        return
            from code in CodeIn(Checkout.Read(Document))
            let name = TestName().Match(code)
            where name.Success && !sources.Any(source => Declares(source, name.Groups["class"].Value, name.Groups["method"].Value))
            select code;
    }

    /// <summary>Commands that the document names and the checkout has not.</summary>
    public IEnumerable<string> MissingCommands() =>
        from code in CodeIn(Checkout.Read(Document))
        let command = Command().Match(code)
        where command.Success && !File.Exists(Path.Combine(Checkout.Root, command.Groups["file"].Value))
        select code;

    private static bool Declares(string source, string type, string method) =>
        Regex.IsMatch(source, $@"\bclass {type}\b") && Regex.IsMatch(source, $@"\b{method}\(");

    private static IEnumerable<string> CodeIn(string markdown) => Code().Matches(markdown).Select(match => match.Groups["code"].Value);

    [GeneratedRegex(@"(?:^\|.*\n)+", RegexOptions.Multiline)]
    private static partial Regex Table();

    [GeneratedRegex("`(?<code>[^`\n]+)`")]
    private static partial Regex Code();

    // The underscore tells a test from a member of the product.
    [GeneratedRegex(@"^(?<class>[A-Z]\w*)\.(?<method>[A-Z]\w*_\w*)$")]
    private static partial Regex TestName();

    [GeneratedRegex(@"^\./(?<file>[^ ]+)")]
    private static partial Regex Command();
}

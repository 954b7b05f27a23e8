using System.Text.RegularExpressions;

namespace Collimate.Conventions.Tests;

public sealed partial class The_criteria_of_plan_079
{
    private const string Document = "docs/plan-079.md";

    [Fact]
    public void Each_name_a_test_or_a_command_or_say_that_they_come_later()
    {
        // act: a table's first two rows are its head
        var rows = Tables().SelectMany(table => table.Skip(2)).ToList();

        // assert
        Assert.NotEmpty(rows);
        Verdict.NoneOf(
            rows.Where(row => !CodeIn(row).Any(code => TestName().IsMatch(code) || Command().IsMatch(code)) && !Later().IsMatch(row)),
            $"each row of {Document} names `Class.Test_method` or `./command`, or begins its last cell with 'later: ' and what is missing:");
    }

    [Fact]
    public void Name_only_tests_that_exist()
    {
        // arrange
        var sources = Checkout.Files("*.cs", "test").Select(Checkout.Read).ToList();

        // act
        var missing =
            from code in CodeIn(Checkout.Read(Document))
            let name = TestName().Match(code)
            where name.Success && !sources.Any(source => Declares(source, name.Groups["class"].Value, name.Groups["method"].Value))
            select code;

        // assert
        Verdict.NoneOf(missing, $"{Document} names tests that no source under test/ has:");
    }

    [Fact]
    public void Name_only_commands_that_exist()
    {
        var missing =
            from code in CodeIn(Checkout.Read(Document))
            let command = Command().Match(code)
            where command.Success && !File.Exists(Path.Combine(Checkout.Root, command.Groups["file"].Value))
            select code;

        Verdict.NoneOf(missing, $"{Document} names commands that the repository has not:");
    }

    private static bool Declares(string source, string type, string method) =>
        Regex.IsMatch(source, $@"\bclass {type}\b") && Regex.IsMatch(source, $@"\b{method}\(");

    private static IEnumerable<IEnumerable<string>> Tables() =>
        Table().Matches(Checkout.Read(Document)).Select(table => table.Value.Split('\n', StringSplitOptions.RemoveEmptyEntries));

    private static IEnumerable<string> CodeIn(string markdown) => Code().Matches(markdown).Select(match => match.Groups["code"].Value);

    [GeneratedRegex(@"(?:^\|.*\n)+", RegexOptions.Multiline)]
    private static partial Regex Table();

    [GeneratedRegex("`(?<code>[^`\n]+)`")]
    private static partial Regex Code();

    // The underscore tells a test from a member of the product.
    [GeneratedRegex(@"^(?<class>[A-Z]\w*)\.(?<method>[A-Z]\w*_\w*)$")]
    private static partial Regex TestName();

    [GeneratedRegex(@"\| later: \S[^|]* \|$")]
    private static partial Regex Later();

    [GeneratedRegex(@"^\./(?<file>[^ ]+)")]
    private static partial Regex Command();
}

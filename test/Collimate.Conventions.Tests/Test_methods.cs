using System.Text.RegularExpressions;

namespace Collimate.Conventions.Tests;

public sealed partial class Test_methods
{
    // The sources, not the assemblies: this project does not reference the other test projects, so it runs without them.
    [Fact]
    public void Are_named_by_a_sentence_that_can_be_false()
    {
        var offenders =
            from path in Checkout.Files("*.cs", "test")
            from Match test in Test().Matches(Checkout.Read(path))
            let name = test.Groups["name"].Value
            where !name.Contains('_', StringComparison.Ordinal)
                || name.EndsWith("_Ok", StringComparison.OrdinalIgnoreCase)
                || name.EndsWith("_Works", StringComparison.OrdinalIgnoreCase)
            select $"{path}: {name}";

        Verdict.NoneOf(offenders, "the class is the situation, the method the claim, as in 'Keeps_going_when_one_branch_conflicts':");
    }

    // From the attribute to the first method after it, whatever other attributes stand between, but not past the next test.
    [GeneratedRegex(@"\[(?:Fact|Theory)\b(?:(?!\[(?:Fact|Theory)\b)[\s\S])*?\bpublic\s+(?:static\s+|async\s+)*[\w<>.]+\s+(?<name>\w+)\(")]
    private static partial Regex Test();
}

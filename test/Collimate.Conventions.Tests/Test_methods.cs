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

    // An attribute, further attributes or comments on lines of their own, then the method.
    [GeneratedRegex(@"^\s*\[(?:Fact|Theory)\b[^\n]*\n(?:\s*(?:\[|//)[^\n]*\n|[^\S\n]*""[^\n]*\n)*\s*public\s[^\n(]*?(?<name>\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Test();
}

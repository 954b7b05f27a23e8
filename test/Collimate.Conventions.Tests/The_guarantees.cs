namespace Collimate.Conventions.Tests;

public sealed class The_guarantees
{
    private const int Promises = 16;
    private const int Faults = 90;

    private static readonly Evidence Guarantees = new("docs/guarantees.md");

    [Fact]
    public void Are_all_there_once_and_in_their_order()
    {
        var expected = Enumerable.Range(1, Promises).Select(number => $"P{number}").Concat(Enumerable.Range(1, Faults).Select(number => $"{number}"));

        Assert.Equal(expected, Guarantees.Rows.Select(row => row.Split('|')[1].Trim()));
    }

    [Fact]
    public void Each_name_a_test_or_say_why_there_is_none() =>
        Verdict.NoneOf(
            Guarantees.RowsWithout("cannot happen", "not yet"),
            $"each row of {Guarantees.Document} names `Class.Test_method`, or begins its last cell with 'cannot happen: ' or 'not yet: ' and why:");

    [Fact]
    public void Name_only_tests_that_exist() =>
        Verdict.NoneOf(Guarantees.MissingTests(), $"{Guarantees.Document} names tests that no source under test/ has:");

    [Fact]
    public void Name_only_commands_that_exist() =>
        Verdict.NoneOf(Guarantees.MissingCommands(), $"{Guarantees.Document} names commands that the repository has not:");
}

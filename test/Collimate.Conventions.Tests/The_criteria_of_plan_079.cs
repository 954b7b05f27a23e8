namespace Collimate.Conventions.Tests;

public sealed class The_criteria_of_plan_079
{
    private static readonly Evidence Criteria = new("docs/plan-079.md");

    [Fact]
    public void Each_name_a_test_or_a_command_or_say_that_they_come_later()
    {
        Assert.NotEmpty(Criteria.Rows);
        Verdict.NoneOf(
            Criteria.RowsWithout("later"),
            $"each row of {Criteria.Document} names `Class.Test_method` or `./command`, or begins its last cell with 'later: ' and what is missing:");
    }

    [Fact]
    public void Name_only_tests_that_exist() =>
        Verdict.NoneOf(Criteria.MissingTests(), $"{Criteria.Document} names tests that no source under test/ has:");

    [Fact]
    public void Name_only_commands_that_exist() =>
        Verdict.NoneOf(Criteria.MissingCommands(), $"{Criteria.Document} names commands that the repository has not:");
}

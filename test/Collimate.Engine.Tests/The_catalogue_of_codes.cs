using System.Reflection;

namespace Collimate.Engine.Tests;

public sealed class The_catalogue_of_codes
{
    [Fact]
    public void Lists_every_code_once_in_the_order_of_the_file()
    {
        var declared = typeof(OutcomeCodes).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(property => property.PropertyType == typeof(OutcomeCode))
            .Select(property => (OutcomeCode)property.GetValue(null)!);

        Assert.Equal(declared, OutcomeCodes.All);
    }

    [Fact]
    public void Has_names_in_snake_case_that_are_all_different()
    {
        Assert.All(OutcomeCodes.All, code => Assert.Matches("^[a-z]+(_[a-z]+)*$", code.Name));
        Assert.Equal(OutcomeCodes.All.Count, OutcomeCodes.All.Select(code => code.Name).Distinct().Count());
        Assert.All(OutcomeCodes.All, code => Assert.Equal(code.Name, code.ToString()));
    }

    [Fact]
    public void Gives_advice_in_one_sentence() =>
        Assert.All(OutcomeCodes.All, code => Assert.Matches(@"^[A-Z][^\n]*[^.]\.$", code.Advice));

    [Fact]
    public void Calls_only_what_the_branch_itself_causes_a_failure()
    {
        Assert.Equal(["branch_moved", "branch_gone"], Names(OutcomeKind.LostRace));
        Assert.Equal(["left_out_but_differs", "primary_rewritten", "branch_differs_in_case"], Names(OutcomeKind.Warning));
        Assert.Equal(
            [
                "merge_conflict_unresolvable", "merge_failed", "bad_commit", "signing_failed", "integration_timeout", "error_detection_timeout",
                "branch_alignment_timeout", "unexpected_exception", "object_missing", "object_not_fetched", "hook_refused", "hook_timeout",
                "worktree_move_failed", "reference_refused",
            ],
            Names(OutcomeKind.Failure));
    }

    private static IEnumerable<string> Names(OutcomeKind kind) => OutcomeCodes.All.Where(code => code.Kind == kind).Select(code => code.Name);
}

using Collimate.Git.Merging;

namespace Collimate.Git.Tests.Merging;

public sealed class A_budget_of_work
{
    [Fact]
    public void Shrinks_by_what_is_charged_and_may_be_overdrawn()
    {
        var budget = new WorkBudget(TimeSpan.FromSeconds(10));

        budget.Charge(TimeSpan.FromSeconds(4));
        Assert.Equal((TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(6)), (budget.Used, budget.Remaining));
        budget.Charge(TimeSpan.FromSeconds(8));
        Assert.Equal(TimeSpan.FromSeconds(-2), budget.Remaining);
    }

    [Fact]
    public void Counts_the_charges_of_all_threads()
    {
        var budget = new WorkBudget(TimeSpan.FromSeconds(10));

        Parallel.For(0, 10_000, _ => budget.Charge(TimeSpan.FromTicks(3)));

        Assert.Equal(30_000, budget.Used.Ticks);
    }
}

using Collimate.Engine.Safety;

namespace Collimate.Engine.Tests.Safety;

public sealed class A_circuit_breaker
{
    [Theory]
    [InlineData("xxxx", false)]
    [InlineData("xxxxx", true)]
    [InlineData("......xxxxx", false)]
    [InlineData(".....xxxxx", true)]
    [InlineData("......xxxxxx", true)]
    [InlineData("rrrrrrrrrrrrxxxxx", true)]
    [InlineData("rrrrrllllllxxxx", false)]
    [InlineData("xxxxx......", true)]
    public void Opens_when_both_thresholds_are_reached_and_stays_open(string outcomes, bool opens)
    {
        var breaker = new CircuitBreaker(new OrchestrationOptions());

        foreach (var outcome in outcomes)
        {
            breaker.Count(outcome switch
            {
                'x' => OutcomeKind.Failure,
                'r' => OutcomeKind.Refusal,
                'l' => OutcomeKind.LostRace,
                _ => null,
            });
        }

        Assert.Equal(opens, breaker.State == CircuitState.Open);
    }

    [Fact]
    public void Counts_a_branch_as_failed_when_it_could_not_be_moved_in_the_end()
    {
        var breaker = new CircuitBreaker(new OrchestrationOptions { FailureThresholdCount = 1, FailureThresholdPercent = 100 });
        breaker.Count(null);

        breaker.Correct(OutcomeKind.Failure);

        Assert.Equal((1, 1, CircuitState.Open), (breaker.Failed, breaker.Counted, breaker.State));
    }

    [Fact]
    public void Forgets_a_branch_whose_race_was_lost()
    {
        // arrange: 1 of 3 is less than half
        var breaker = new CircuitBreaker(new OrchestrationOptions { FailureThresholdCount = 1, FailureThresholdPercent = 50 });
        breaker.Count(null);
        breaker.Count(null);
        breaker.Count(OutcomeKind.Failure);
        Assert.Equal(CircuitState.Closed, breaker.State);

        // act
        breaker.Correct(OutcomeKind.LostRace);

        // assert: 1 of 2 is half
        Assert.Equal((1, 2, CircuitState.Open), (breaker.Failed, breaker.Counted, breaker.State));
    }

    [Fact]
    public void Never_opens_when_it_is_switched_off()
    {
        var breaker = new CircuitBreaker(new OrchestrationOptions { EnableCircuitBreaker = false, FailureThresholdCount = 1 });

        breaker.Count(OutcomeKind.Failure);

        Assert.Equal(CircuitState.Closed, breaker.State);
    }
}

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
    public void Never_opens_when_it_is_switched_off()
    {
        var breaker = new CircuitBreaker(new OrchestrationOptions { EnableCircuitBreaker = false, FailureThresholdCount = 1 });

        breaker.Count(OutcomeKind.Failure);

        Assert.Equal(CircuitState.Closed, breaker.State);
    }
}

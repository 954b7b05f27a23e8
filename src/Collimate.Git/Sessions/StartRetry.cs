using Polly;
using Polly.Retry;

namespace Collimate.Git.Sessions;

/// <summary>How often a process that the system has no room for is started again: six times within about six seconds.</summary>
/// <remarks>So a machine at its limit gets fewer processes at a time instead of failed branches.</remarks>
internal static class StartRetry
{
    public static ResiliencePipeline Pipeline { get; } = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<GitNotStartedException>(e => e.IsForWantOfRoom),
            MaxRetryAttempts = 6,
            Delay = TimeSpan.FromMilliseconds(100),
            BackoffType = DelayBackoffType.Exponential,
        })
        .Build();
}

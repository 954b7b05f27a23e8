namespace Collimate.Git.Tests.Kit;

/// <summary>Turns a hang into a failure. It never makes a good program fail.</summary>
internal static class Patience
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    public static Task<T> InTimeAsync<T>(this Task<T> task) => task.WaitAsync(Longest, TestContext.Current.CancellationToken);

    public static Task InTimeAsync(this Task task) => task.WaitAsync(Longest, TestContext.Current.CancellationToken);

    /// <summary>For a state that nobody signals.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}

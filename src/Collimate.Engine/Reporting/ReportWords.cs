namespace Collimate.Engine.Reporting;

/// <summary>The words and numbers of the reports.</summary>
internal static class ReportWords
{
    private const int Decimals = 3;

    public static string Of(BranchStatus status) => status switch
    {
        BranchStatus.Completed => "completed",
        BranchStatus.FailedIntegration => "failed_integration",
        BranchStatus.FailedErrorDetection => "failed_error_detection",
        BranchStatus.Exception => "exception",
        _ => throw new System.Diagnostics.UnreachableException("BUG: unknown status"),
    };

    /// <summary>Seconds, to the millisecond.</summary>
    public static decimal Seconds(TimeSpan time) => Math.Round((decimal)time.Ticks / TimeSpan.TicksPerSecond, Decimals);
}

using System.Text.Encodings.Web;
using System.Text.Json;

namespace Collimate.Engine.Reporting;

/// <summary>The words and numbers of the reports.</summary>
internal static class ReportWords
{
    private const int Decimals = 3;

    /// <summary>How both JSON files of a run are laid out.</summary>
    public static JsonWriterOptions JsonLayout { get; } = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // They are files of their own, not part of a page.
    };

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

using Microsoft.Extensions.Logging;

namespace Collimate.Engine.Orchestrating;

/// <summary>All that a run says to its log. Every event of a branch names branch, target and action.</summary>
internal static partial class RunLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "run {Run} started: {Branches} branches in {Groups} groups")]
    public static partial void RunStarted(this ILogger log, string run, int branches, int groups);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Branches} branches moved during the run, or what they stand on did: planned again")]
    public static partial void PlannedAgain(this ILogger log, int branches);

    [LoggerMessage(Level = LogLevel.Information, Message = "run {Run} ended: {Successful} aligned, {Failed} failed")]
    public static partial void RunEnded(this ILogger log, string run, int successful, int failed);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Branch} -> {Target}: {Action}")]
    public static partial void Working(this ILogger log, string branch, string target, string action);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Branch} -> {Target}: {Action}: {Result}")]
    public static partial void Retired(this ILogger log, string branch, string target, string action, string result);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Branch} -> {Target}: {Action}: {Result}")]
    public static partial void NotAligned(this ILogger log, string branch, string target, string action, string result);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Branch} -> {Target}: {Code}: {Warning}")]
    public static partial void BranchWarned(this ILogger log, string branch, string target, string code, string warning);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Branch} -> {Target}: {Action}: unexpected")]
    public static partial void Unexpected(this ILogger log, Exception exception, string branch, string target, string action);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Target}: circuit breaker opened: {Reason}; {Count} branches not attempted")]
    public static partial void CircuitOpened(this ILogger log, string target, string reason, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Warning}")]
    public static partial void Warned(this ILogger log, string warning);
}

using Collimate.Engine;
using Collimate.Engine.Integrating;

namespace Collimate.Conformance.Tests.Comparing;

/// <summary>How branches are aligned in a comparison.</summary>
internal enum Way
{
    Rebase,
    Merge,
}

internal static class Ways
{
    public static string CommandOf(Way way) => way == Way.Rebase ? "rebase" : "merge";

    /// <summary>The options under which we promise to do the same as git.</summary>
    public static AlignmentOptions OptionsFor(Way way) => new()
    {
        Orchestration = new OrchestrationOptions { EnableCircuitBreaker = false, EnableBackupBranches = false, LogPerBranch = false },
        Integration = new IntegrationOptions
        {
            Strategy = way == Way.Rebase ? IntegrationStrategy.Rebase : IntegrationStrategy.Merge,
            BranchesWithMerges = BranchesWithMerges.Flatten,
        },
    };
}

using Collimate.Engine.Planning;

namespace Collimate.Engine.Integrating;

/// <summary>What deserves a look in an integration that went well.</summary>
internal static class BranchWarnings
{
    public static IEnumerable<BranchWarning> From(IntegrationResult.Integrated? integration) =>
        integration?.LeftOutButDiffering.Select(leftOut => new BranchWarning(OutcomeCodes.LeftOutButDiffers, MessageFor(leftOut))) ?? [];

    private static string MessageFor(LeftOutCommit leftOut)
    {
        var (commit, twin) = (leftOut.Commit.Abbreviated, leftOut.Twin.Commit.Abbreviated);
        return leftOut.Twin.Likeness == TwinLikeness.Exact
            ? $"Commit {commit} was left out because {twin} of the target makes the same change, but the target does not have that change any more"
            : $"Commit {commit} was left out because {twin} of the target makes the same change, but with other white space";
    }
}

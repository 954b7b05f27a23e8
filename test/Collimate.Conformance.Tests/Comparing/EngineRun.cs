using Collimate.Engine;
using Collimate.Engine.Categorizing;
using Collimate.Engine.Integrating;
using Collimate.TestKit;
using Collimate.TestKit.Fakes;

namespace Collimate.Conformance.Tests.Comparing;

/// <summary>Lets our engine align all branches of a batch, in one run.</summary>
internal static class EngineRun
{
    public static async Task<IReadOnlyDictionary<string, Outcome>> RunAsync(
        TestRepository repository, Way way, IReadOnlyList<BranchPair> branches, CancellationToken cancellationToken)
    {
        var alignment = new Alignment(repository)
        {
            Options = Ways.OptionsFor(way),
            Modules = new AlignmentModules { Detector = new FakeDetector() }, // What is found in files is no matter of git's.
        };
        var run = await alignment.RunAsync([.. branches.Select(branch => new CategorizedBranch(branch.Name, branch.TargetName))], cancellationToken);
        return run.Branches.ToDictionary(branch => branch.BranchName, OutcomeOf, StringComparer.Ordinal);
    }

    private static Outcome OutcomeOf(BranchResult branch) => branch switch
    {
        { Status: BranchStatus.Completed } => new Outcome.Done((branch.NewTip ?? branch.Plan.Tips!.Old).ToString()),
        { Integration: IntegrationResult.Conflicted conflicted } => new Outcome.Conflict(
            $"at '{conflicted.Subject}' {conflicted.Commit.Abbreviated} in {string.Join(", ", conflicted.Conflicts.Select(c => $"{c.Path} ({c.Kind})"))}"),
        _ when branch.ErrorsDetected.Contains(OutcomeCodes.MergeConflict.Name) => new Outcome.Conflict(branch.ErrorMessage!),
        _ => new Outcome.Neither(string.Join(", ", branch.ErrorsDetected), branch.ErrorMessage ?? ""),
    };
}

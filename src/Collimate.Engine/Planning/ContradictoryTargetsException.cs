using Collimate.Engine.Reporting;

namespace Collimate.Engine.Planning;

/// <summary>A branch was handed in with more than one primary branch.</summary>
public sealed class ContradictoryTargetsException : AlignmentException
{
    public ContradictoryTargetsException(string branch, IReadOnlyList<string> targets)
        : base(
            $"Branch '{DisplayText.Escape(branch)}' is assigned to several targets: {string.Join(", ", targets.Select(DisplayText.Escape))}",
            "Nothing was done. Assign one target to each branch.")
    {
        Branch = branch;
        Targets = targets;
    }

    public string Branch { get; }

    public IReadOnlyList<string> Targets { get; }

    public override ExitCode ExitCode => ExitCode.BadInput;
}

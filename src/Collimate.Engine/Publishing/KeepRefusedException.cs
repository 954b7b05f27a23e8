using Collimate.Engine.Reporting;
using Collimate.Git.References;

namespace Collimate.Engine.Publishing;

/// <summary>The reference that would have held the old tips of the run could not be made, so no branch was moved.</summary>
public sealed class KeepRefusedException : AlignmentException
{
    public KeepRefusedException(ReferenceName reference, string reason)
        : base(
            $"git refused to make '{reference}', which holds the tips before the run: {DisplayText.Escape(reason)}",
            "No branch was moved. Ask who owns the hook if one refused, or set publish.hooks to skip.")
    {
    }

    public override ExitCode ExitCode => ExitCode.StorageFailed;
}

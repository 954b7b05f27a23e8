using Collimate.Engine.Reporting;

namespace Collimate.Engine.Orchestrating;

/// <summary>The repository, or the git that should read it, cannot be used.</summary>
public sealed class RepositoryUnsuitableException : AlignmentException
{
    public RepositoryUnsuitableException(string what, string problem, string hint, Exception? cause = null)
        : base($"{what}: {DisplayText.Escape(problem)}", hint, cause)
    {
    }

    public override ExitCode ExitCode => ExitCode.UnsuitableRepository;
}

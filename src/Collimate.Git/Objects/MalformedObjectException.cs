namespace Collimate.Git.Objects;

/// <summary>An object of the repository does not have the form that git documents. It concerns one branch, not the run.</summary>
internal sealed class MalformedObjectException : Exception
{
    public MalformedObjectException(string problem)
        : base(problem)
    {
    }
}

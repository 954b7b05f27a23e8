using Collimate.Engine.Reporting;

namespace Collimate.Engine;

/// <summary>A file that a person wrote cannot be used. Every problem of the file is listed, not only the first.</summary>
public sealed class BadInputException : AlignmentException
{
    public BadInputException(string file, IReadOnlyList<InputProblem> problems, string hint)
        : base(Describe(file, problems), hint)
    {
        File = file;
        Problems = problems;
    }

    public string File { get; }

    public IReadOnlyList<InputProblem> Problems { get; }

    public override ExitCode ExitCode => ExitCode.BadInput;

    private static string Describe(string file, IReadOnlyList<InputProblem> problems) =>
        string.Join('\n', problems.Select(p => $"{DisplayText.Escape(file)}:{p.Line}:{p.Column}: {p.Path}: found {p.Found}, expected {p.Expected}"));
}

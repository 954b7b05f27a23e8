using System.Globalization;

namespace Collimate.Engine;

/// <summary>Collects what is wrong in one file, so that a person can mend all of it at once.</summary>
internal sealed class InputProblems(string file)
{
    // A file of another kind has a problem in every byte; nobody reads more than this, and the memory is not ours to spend.
    private const int Listed = 1000;

    private readonly List<InputProblem> _problems = [];
    private int _unlisted;

    public void Add(TextPosition at, string path, string found, string expected)
    {
        if (_problems.Count == Listed)
        {
            _unlisted++;
            return;
        }

        _problems.Add(new InputProblem(at.Line, at.Column, path, found, expected));
    }

    /// <exception cref="BadInputException">Something was added.</exception>
    public void ThrowIfAny()
    {
        if (_problems.Count == 0)
        {
            return;
        }

        var sorted = _problems.OrderBy(p => p.Line).ThenBy(p => p.Column).ToList();
        if (_unlisted > 0)
        {
            var more = _unlisted.ToString(CultureInfo.InvariantCulture);
            sorted.Add(sorted[^1] with { Path = "$", Found = $"{more} more problems", Expected = "none" });
        }

        throw new BadInputException(file, sorted, "Nothing was done; mend the listed places and run the same command again.");
    }
}

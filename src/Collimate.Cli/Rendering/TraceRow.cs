using System.Diagnostics;
using System.Globalization;

namespace Collimate.Cli.Rendering;

/// <summary>A row of the picture, a thread in the words of the format. The steps in it are nested and never overlap.</summary>
internal sealed class TraceRow(TraceSection section, int number)
{
    private const int RowsOfSection = 1_000_000;

    private readonly Stack<TraceStep> _open = new();

    public TraceSection Section => section;

    public int Number => number;

    /// <summary>Differs from that of every other row, and sorts as the rows shall stand.</summary>
    public int Id => (((int)section + 1) * RowsOfSection) + number;

    /// <summary>Branches are a part of the picture of their own, which can be folded away.</summary>
    public TracePart Part => section == TraceSection.Branches ? TracePart.Branches : TracePart.Run;

    public string Title => section switch
    {
        TraceSection.Lanes => string.Create(CultureInfo.InvariantCulture, $"lane {number}"),
        TraceSection.Branches => string.Create(CultureInfo.InvariantCulture, $"branches {number}"),
        _ when number > 1 => string.Create(CultureInfo.InvariantCulture, $"{TitleOf(section)} {number}"),
        _ => TitleOf(section),
    };

    public bool IsFree => _open.Count == 0;

    public TraceStep? Innermost => _open.TryPeek(out var step) ? step : null;

    public TraceStep Begin(Activity activity, long at)
    {
        var step = new TraceStep(activity, this, at);
        _open.Push(step);
        return step;
    }

    /// <returns>The step and all that began in it and was left behind, innermost first: they end with it.</returns>
    public IEnumerable<TraceStep> End(TraceStep step)
    {
        TraceStep ended;
        do
        {
            ended = _open.Pop();
            yield return ended;
        }
        while (ended != step);
    }

    private static string TitleOf(TraceSection section) => section switch
    {
        TraceSection.Run => "run",
        TraceSection.Planning => "planning",
        TraceSection.Groups => "groups",
        TraceSection.Publishing => "publishing",
        TraceSection.Conflicts => "conflicts",
        TraceSection.Lanes => "lane",
        TraceSection.Branches => "branches",
        _ => throw new UnreachableException("BUG: unknown section"),
    };
}

/// <summary>A step that has begun. Times are ticks of <see cref="TimeSpan"/> since the run began.</summary>
internal sealed record TraceStep(Activity Activity, TraceRow Row, long Began);

/// <summary>Rows of a kind, from top to bottom.</summary>
internal enum TraceSection
{
    Run,
    Planning,
    Groups,
    Publishing,
    Conflicts,
    Lanes,
    Branches,
}

/// <summary>What the format calls a process.</summary>
internal enum TracePart
{
    Run = 1,
    Branches,
}

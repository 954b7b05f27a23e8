using System.Diagnostics;
using Collimate.Git;

namespace Collimate.Cli.Rendering;

/// <summary>Gives every step a row.</summary>
/// <remarks>
/// <para>A step stands in the row of its parent, as long as nothing else has begun there since; otherwise it gets a row to itself.</para>
/// <para>A row that is free again is given away again, the topmost first: ten thousand branches need as many rows as are in flight at a time.</para>
/// </remarks>
internal sealed class TraceRows
{
    private readonly Dictionary<TraceSection, PriorityQueue<TraceRow, int>> _free = [];
    private readonly Dictionary<TraceSection, int> _made = [];

    /// <param name="parent">The step that it is part of, if that is still open.</param>
    /// <param name="made">Told about a row that did not exist before.</param>
    public TraceRow For(Activity activity, TraceStep? parent, Action<TraceRow> made)
    {
        var section = SectionOf(activity);
        if (parent is not null && parent.Row.Section == section && parent.Row.Innermost == parent)
        {
            return parent.Row;
        }

        if (_free.TryGetValue(section, out var free) && free.TryDequeue(out var row, out _))
        {
            return row;
        }

        row = new TraceRow(section, _made[section] = _made.GetValueOrDefault(section) + 1);
        made(row);
        return row;
    }

    public void GiveBack(TraceRow row)
    {
        if (!_free.TryGetValue(row.Section, out var free))
        {
            _free[row.Section] = free = new PriorityQueue<TraceRow, int>();
        }

        free.Enqueue(row, row.Number);
    }

    /// <summary>That of the step, or of the nearest step around it that has one.</summary>
    private static TraceSection SectionOf(Activity activity)
    {
        for (var step = activity; step is not null; step = step.Parent)
        {
            switch (step.OperationName)
            {
                case Timeline.Plan:
                    return TraceSection.Planning;
                case Timeline.Group:
                    return TraceSection.Groups;
                case Timeline.Retire or Timeline.RemoveBackups:
                    return TraceSection.Publishing;
                case Timeline.ExplainConflicts:
                    return TraceSection.Conflicts;
                case Timeline.Lane:
                    return TraceSection.Lanes;
                case Timeline.Branch:
                    return TraceSection.Branches;
                default:
                    break;
            }
        }

        return TraceSection.Run;
    }
}

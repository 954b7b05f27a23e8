namespace Collimate.Engine.Orchestrating;

/// <summary>Counts branches for the eyes of a person. May be used from several threads; reports one at a time.</summary>
internal sealed class ProgressCount(int total, Action<RunProgress> report)
{
    private readonly Lock _gate = new();
    private int _finished;
    private int _retiredBefore;
    private int _retiredNow;

    public void Finished() => Report(() => _finished++);

    /// <param name="inGroup">Branches of the running group that have been retired.</param>
    public void Retired(int inGroup) => Report(() => _retiredNow = inGroup);

    public void GroupEnded(int inGroup) => Report(() =>
    {
        _retiredBefore += inGroup;
        _retiredNow = 0;
    });

    private void Report(Action count)
    {
        lock (_gate)
        {
            count();
            report(new RunProgress(_finished, _retiredBefore + _retiredNow, total));
        }
    }
}

namespace Collimate.Engine.Documenting;

/// <summary>Explains the conflicts of one group after another, while the next groups are aligned. Not for several threads.</summary>
/// <param name="interrupted">Leaves what is not explained yet little time.</param>
internal sealed class ConflictExplanations(ConflictExplanation explanation, CancellationToken interrupted) : IAsyncDisposable
{
    private readonly CancellationTokenSource _hurry = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
    private readonly List<string> _warnings = [];
    private readonly List<Task<GroupResult>> _groups = [];

    /// <summary>What could not be found out, in the order of the groups; complete when they are.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Takes the next group; it is explained when those before have been.</summary>
    public void Add(GroupResult group)
    {
        Task before = _groups.Count > 0 ? _groups[^1] : Task.CompletedTask;
        _groups.Add(Task.Run(async () =>
        {
            await before;
            return await explanation.ExplainAsync(group, _warnings, _hurry.Token);
        }));
    }

    /// <returns>All groups in the order in which they were added.</returns>
    public async Task<IReadOnlyList<GroupResult>> CompleteAsync() => await Task.WhenAll(_groups);

    public async ValueTask DisposeAsync()
    {
        await _hurry.CancelAsync();
        await Task.WhenAny(Task.WhenAll(_groups)); // Whoever wanted to know how they ended has asked for them.
        _hurry.Dispose();
    }
}

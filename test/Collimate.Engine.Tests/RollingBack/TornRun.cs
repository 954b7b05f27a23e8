using System.Text.Json;
using Collimate.Engine.Journaling;
using Collimate.Engine.RollingBack;
using Collimate.TestKit;
using static Collimate.Engine.Tests.Input;

namespace Collimate.Engine.Tests.RollingBack;

/// <summary>A repository in which a run was killed while it moved four branches: the disk as it was in that moment.</summary>
/// <remarks>Made of a run that ended, of which the end is cut off: the journal behind the last announcement, and branches put back.</remarks>
internal sealed class TornRun : IDisposable
{
    public static readonly string[] Branches = Names("branch", 4);

    private TornRun(TestRepository repository, RunResult run)
    {
        Repository = repository;
        Killed = run.Run;
        Folder = run.Folder;
        New = Branches.ToDictionary(branch => branch, repository.Tip, StringComparer.Ordinal);
    }

    public TestRepository Repository { get; }

    /// <summary>The id of the run.</summary>
    public string Killed { get; }

    public string Folder { get; }

    public string Journal => Path.Combine(Folder, "journal.jsonl");

    /// <summary>Where the run had moved each branch, or would have.</summary>
    public IReadOnlyDictionary<string, string> New { get; }

    /// <summary>Where each branch was before the run.</summary>
    public required IReadOnlyDictionary<string, string> Old { get; init; }

    /// <summary>What was said about recovered runs, in the moment in which it was said.</summary>
    public List<RecoveredRun> Said { get; } = [];

    public TimeProvider Time { get; set; } = TimeProvider.System;

    private RunHistory History => new(new Alignment(Repository) { Time = Time }.Host with { Recovered = Said.Add }, Repository.Path);

    /// <summary>A run that has ended.</summary>
    /// <param name="earlierRuns">How many others have aligned the same branches before.</param>
    public static async Task<TornRun> EndedAsync(BranchShape shape = BranchShape.SideBySide, int earlierRuns = 0, AlignmentOptions? options = null)
    {
        var repository = TestRepository.Create();
        foreach (var (i, branch) in Branches.Index())
        {
            if (shape == BranchShape.Stacked && i > 0)
            {
                repository.Branch(branch, Branches[i - 1]);
            }

            repository.Commit(branch, "own", ($"{branch}.txt", "1\n"));
        }

        repository.Commit("main", "newer", ("newer", "2\n"));
        for (var i = 0; i < earlierRuns; i++)
        {
            await new Alignment(repository).RunAsync(Branches);
            repository.Commit("main", "newer still", ("newest", $"{i}\n"));
        }

        var old = Branches.ToDictionary(branch => branch, repository.Tip, StringComparer.Ordinal);
        return new TornRun(repository, await new Alignment(repository) { Options = options ?? new AlignmentOptions() }.RunAsync(Branches)) { Old = old };
    }

    /// <summary>A run that was killed when only these branches had moved.</summary>
    public static Task<TornRun> KilledAsync(params string[] moved) => KilledAsync(BranchShape.SideBySide, moved);

    public static async Task<TornRun> KilledAsync(BranchShape shape, string[] moved, int earlierRuns = 0, AlignmentOptions? options = null)
    {
        var torn = await EndedAsync(shape, earlierRuns, options);
        foreach (var branch in Branches.Except(moved))
        {
            torn.Repository.Branch(branch, torn.Old[branch]);
            torn.PutBackupBack(branch);
        }

        torn.CutJournal();
        torn.Repository.WriteGitFile("collimate/run", $"run {torn.Killed} by process 4711 since 2026-01-02T03:04:05Z\n");
        return torn;
    }

    public Task<IReadOnlyList<RecoveredRun>> RecoverAsync() => History.RecoverAsync(CancellationToken.None);

    public Task<UndoneRun> UndoAsync(string run) => History.UndoAsync(run, CancellationToken.None);

    public Task<UndoneRun> UndoAsync(string run, CancellationTokenSource signal) => History.UndoAsync(run, signal.Token);

    public Task<PrunedRuns> PruneAsync(PruneOptions options) => History.PruneAsync(options, CancellationToken.None);

    public Task<IReadOnlyList<PastRun>> ListAsync() => History.ListAsync(CancellationToken.None);

    /// <summary>Makes an undoing that has ended one that was killed when all but these branches had moved back.</summary>
    public async Task CutUndoAsync(params string[] notYet)
    {
        var lines = await File.ReadAllLinesAsync(Journal, CancellationToken.None);
        var announced = Array.FindLastIndex(lines, line => line.Contains("undo_intended", StringComparison.Ordinal));
        await File.WriteAllLinesAsync(Journal, lines[..(announced + 1)], CancellationToken.None);
        foreach (var branch in notYet)
        {
            Repository.Branch(branch, New[branch]);
        }
    }

    /// <summary>Writes one line more about a branch, with all that the announcement of its move said.</summary>
    public void Note(string kind, string branch)
    {
        var content = JournalContent.Read(Journal);
        var announced = content.Lines.Last(line => line.Kind == JournalKind.PublishIntended && line.Text("branch") == branch);
        using var journal = RunJournal.Continue(Journal, content, TimeProvider.System);
        journal.Note(kind, json => Copy(announced, json));
        journal.Append();
    }

    private void PutBackupBack(string branch)
    {
        var announced = JournalContent.Read(Journal).Lines.Last(line => line.Kind == JournalKind.PublishIntended && line.Text("branch") == branch);
        var reference = $"refs/heads/backup-{branch}-pre-align";
        Repository.Git(announced.OptionalText("backup_before") is { } before ? ["update-ref", reference, before] : ["update-ref", "-d", reference]);
    }

    /// <summary>Writes the journal as if all four had been announced at once, and the run had been killed then.</summary>
    private void CutJournal()
    {
        var lines = JournalContent.Read(Journal).Lines;
        File.Delete(Journal);
        using var journal = RunJournal.Create(Journal, TimeProvider.System);
        foreach (var kind in new[] { JournalKind.RunStarted, JournalKind.KeepIntended, JournalKind.PublishIntended })
        {
            foreach (var line in lines.Where(line => line.Kind == kind))
            {
                journal.Note(kind, json => Copy(line, json));
            }
        }

        journal.Append();
    }

    private static void Copy(JournalLine line, Utf8JsonWriter json)
    {
        foreach (var fact in line.Facts.EnumerateObject().Where(fact => fact.Name is not ("sequence" or "at" or "kind")))
        {
            fact.WriteTo(json);
        }
    }

    /// <summary>The branches that are where the run wanted them.</summary>
    public string[] Moved() => [.. Branches.Where(branch => Repository.Tip(branch) == New[branch])];

    public string[] Unmoved() => [.. Branches.Where(branch => Repository.Tip(branch) == Old[branch])];

    public string LockOf(string reference) => Path.Combine(Repository.GitDirectory, reference + ".lock");

    public void Dispose() => Repository.Dispose();
}

/// <summary>What the branches have to do with one another.</summary>
internal enum BranchShape
{
    SideBySide,

    /// <summary>Each stands on the one before.</summary>
    Stacked,
}

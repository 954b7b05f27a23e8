using Collimate.Engine;
using Collimate.Engine.Categorizing;

namespace Collimate.TestKit;

/// <summary>Runs the engine on a test repository and proves each time that what should not have moved did not.</summary>
/// <remarks>The proof is part of the run: no test can forget it.</remarks>
public sealed class Alignment(TestRepository repository)
{
    public AlignmentOptions Options { get; set; } = new();

    public AlignmentModules Modules { get; set; } = new();

    public Action<RunProgress> Progress { get; set; } = _ => { };

    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Environment variables beside those of the repository.</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public AlignmentHost Host => new()
    {
        Environment = repository.Environment.Concat(Variables).ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal),
        Time = Time,
        ProcessId = System.Environment.ProcessId,
        Tool = "test",
        Progress = Progress,
    };

    public BranchAlignmentOrchestrator Orchestrator => new(Options, Host);

    /// <summary>Aligns branches with <c>main</c>.</summary>
    public Task<RunResult> RunAsync(params string[] branches) =>
        RunAsync([.. branches.Select(branch => new CategorizedBranch(branch, "main"))], CancellationToken.None);

    public async Task<RunResult> RunAsync(IReadOnlyList<CategorizedBranch> branches, CancellationToken cancellationToken)
    {
        var before = RepositoryState.Of(repository);
        var run = await Orchestrator.RunAsync(repository.Path, branches, Modules, cancellationToken);
        Untouched.Prove(repository, before, run);
        return run;
    }
}

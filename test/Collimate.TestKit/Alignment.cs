using Collimate.Engine;
using Collimate.Engine.Categorizing;
using Collimate.Engine.Integrating;
using Collimate.Engine.Publishing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Collimate.TestKit;

/// <summary>Runs the engine on a test repository and proves each time that what should not have moved did not.</summary>
/// <remarks>The proof is part of the run: no test can forget it.</remarks>
public sealed class Alignment(TestRepository repository)
{
    public AlignmentOptions Options { get; set; } = new();

    public AlignmentModules Modules { get; set; } = new();

    public Action<RunProgress> Progress { get; set; } = _ => { };

    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Environment variables beside those of the repository, or instead of them.</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>Full names of references that the test itself moves during the run.</summary>
    public ISet<string> MovedByOthers { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Tops of worktrees in which the test itself does something during the run.</summary>
    public ISet<string> CheckoutsMovedByOthers { get; } = new HashSet<string>(StringComparer.Ordinal);

    public Func<string, ILoggerFactory> OpenLogs { get; set; } = _ => NullLoggerFactory.Instance;

    public AlignmentHost Host => new()
    {
        Environment = Variables.Concat(repository.Environment).DistinctBy(v => v.Key).ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal),
        Time = Time,
        ProcessId = System.Environment.ProcessId,
        Tool = "test",
        Progress = Progress,
        OpenLogs = OpenLogs,
    };

    /// <summary>Puts another git first in the path, which is told its arguments as the real one is.</summary>
    /// <param name="script">For a shell in which <c>git</c> is the real one.</param>
    public Alignment WithGit(string script)
    {
        var path = repository.Environment["PATH"];
        var file = repository.Beside("fake.sh");
        File.WriteAllText(file, $"PATH='{path}'\n{script}\n");
        Variables["FAKE_GIT"] = file;
        Variables["PATH"] = $"{Path.Combine(AppContext.BaseDirectory, "Fakes")}:{path}";
        return this;
    }

    public BranchAlignmentOrchestrator Orchestrator => new(Options, Host);

    /// <summary>Aligns branches with <c>main</c>.</summary>
    public Task<RunResult> RunAsync(params string[] branches) =>
        RunAsync([.. branches.Select(branch => new CategorizedBranch(branch, "main"))], CancellationToken.None);

    /// <summary>One branch alone, as part 079 has it.</summary>
    public async Task<BranchResult> RunOneAsync(string branch, string target, CancellationToken cancellationToken)
    {
        var before = RepositoryState.Of(repository);
        var result = await Orchestrator.RunAlignmentForBranchAsync(
            branch, target, repository.Path, Modules.Integration ?? new ObjectDatabaseIntegration(), Modules.Detector, Modules.Documenter, cancellationToken);
        var newest = Path.GetFileName(Directory.EnumerateDirectories(Path.Combine(repository.GitDirectory, "collimate", "runs")).Max())!;
        var run = new RunResult(newest, "", [new GroupResult(target, null, [result], [])]) { StartedAt = default, Duration = default };
        Untouched.Prove(repository, before, run, new Permissions(MovedByOthers, [], CheckoutsMovedByOthers));
        return result;
    }

    public async Task<RunResult> RunAsync(IReadOnlyList<CategorizedBranch> branches, CancellationToken cancellationToken)
    {
        var before = RepositoryState.Of(repository);
        var checkouts = Options.CheckedOut == CheckedOutBranches.Include ? CheckoutState.AllOf(repository) : [];
        var run = await Orchestrator.RunAsync(repository.Path, branches, Modules, cancellationToken);
        Untouched.Prove(repository, before, run, new Permissions(MovedByOthers, checkouts, CheckoutsMovedByOthers));
        return run;
    }
}

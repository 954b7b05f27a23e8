using Collimate.Engine.Categorizing;
using Collimate.Engine.Detecting;
using Collimate.Engine.Documenting;
using Collimate.Engine.Integrating;
using Collimate.Engine.Journaling;
using Collimate.Engine.Orchestrating;
using Collimate.Engine.Planning;
using Collimate.Engine.RollingBack;
using Collimate.Git.Merging;

namespace Collimate.Engine;

/// <summary>Keeps the branches of a repository aligned with their primary branches (part 079).</summary>
/// <remarks>
/// Nothing is checked out, and nothing but the aligned branches, their backups and <c>refs/collimate</c> is changed. May be
/// used several times, and from several threads for different repositories.
/// </remarks>
public sealed class BranchAlignmentOrchestrator(AlignmentOptions options, AlignmentHost host)
{
    /// <summary>Aligns all branches, group after group, and writes what happened into the folder of the run.</summary>
    /// <param name="repositoryPath">Any directory of the repository; a relative path is not accepted.</param>
    /// <param name="modules">The parts to use; the built-in ones when nothing is given.</param>
    /// <param name="cancellationToken">Ends the run before its next publication; what was done is in the result.</param>
    /// <exception cref="AlignmentException">The run stopped for a reason that a person can act on.</exception>
    public async Task<RunResult> RunAsync(
        string repositoryPath,
        IReadOnlyList<CategorizedBranch> branches,
        AlignmentModules? modules = null,
        CancellationToken cancellationToken = default)
    {
        using var git = Preflight.FindGit(host, options.Orchestration);
        var repository = await Preflight.DiscoverAsync(git, repositoryPath, cancellationToken);
        var answers = await Preflight.AskAsync(repository, cancellationToken);
        var identity = RunIdentity.New(host);
        using var held = HeldRepository.Take(repository, identity);
        await held.RecoverAsync([], host, cancellationToken);
        var run = new AlignmentRun(new AlignmentRunParts(host, options, modules ?? new AlignmentModules())
        {
            Git = git,
            Repository = RunProcesses.Mark(repository, identity.Id),
            Capabilities = host.Capabilities(answers.Capabilities),
            Committer = answers.Committer,
            SignsCommits = answers.SignsCommits,
            Identity = identity,
            Folder = held.CreateFolder(identity.Id),
        });
        var result = await run.RunAsync(branches, cancellationToken);
        held.Ended();
        return result;
    }

    /// <summary>What <see cref="RunAsync"/> would try, without doing any of it.</summary>
    /// <exception cref="AlignmentException">The repository or the input cannot be used.</exception>
    public async Task<RunPlan> PlanAsync(
        string repositoryPath, IReadOnlyList<CategorizedBranch> branches, CancellationToken cancellationToken = default)
    {
        using var git = Preflight.FindGit(host, options.Orchestration);
        if (branches.Count == 0)
        {
            await Preflight.LocateAsync(git, repositoryPath, cancellationToken);
            return new RunPlan([]); // Nothing that git could say about its references would change it.
        }

        var repository = await Preflight.DiscoverAsync(git, repositoryPath, cancellationToken);
        var directory = new Lazy<DirectoryInfo>(() => Directory.CreateTempSubdirectory("collimate-plan-")); // Most plans need none.
        try
        {
            var attributes = new AttributeSandboxes(() => directory.Value.FullName, repository.Context);
            return (await PlannedRun.MakeAsync(repository, options, new PlanInput(branches), attributes, cancellationToken)).Plan;
        }
        finally
        {
            if (directory.IsValueCreated)
            {
                directory.Value.Delete(recursive: true);
            }
        }
    }

    /// <summary>Aligns one branch: a whole run, locked, journalled, backed up, moved, with the options of this orchestrator.</summary>
    /// <remarks>It never throws for what the branch can cause; an unexpected failure inside a part becomes the status <c>exception</c>.</remarks>
    /// <exception cref="AlignmentException">The repository cannot be used at all.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the branch had a result; it is as before.</exception>
    public async Task<BranchResult> RunAlignmentForBranchAsync(
        string branchName,
        string targetBranch,
        string repositoryPath,
        IIntegrationUtility integrationUtility,
        IErrorDetector errorDetector,
        IChangesDocumenter documentationGenerator,
        CancellationToken cancellationToken = default)
    {
        var modules = new AlignmentModules
        {
            Integration = integrationUtility,
            Detector = errorDetector,
            Documenter = documentationGenerator,
        };
        var run = await RunAsync(repositoryPath, [new CategorizedBranch(branchName, targetBranch)], modules, cancellationToken);
        return run.Branches.SingleOrDefault() ?? throw new OperationCanceledException(cancellationToken);
    }
}

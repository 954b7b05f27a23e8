using System.Text;
using Collimate.Engine.Integrating;
using Collimate.Git.Objects;
using Collimate.TestKit;

namespace Collimate.Engine.Tests.Integrating;

public sealed class A_module_that_runs_git_by_itself
{
    [Fact]
    public async Task Finds_in_its_workspace_what_git_needs_to_keep_new_objects_apart()
    {
        // arrange
        using var repository = TestRepository.Create();
        repository.Commit("feature", "own", ("own", "1\n"));
        repository.Commit("main", "newer", ("newer", "1\n"));
        var module = new MergesWithOurTree(repository);

        // act
        var run = await new Alignment(repository) { Modules = new AlignmentModules { Integration = module } }.RunAsync("feature");

        // assert
        Assert.True(module.WasApart);
        Assert.Equal(BranchStatus.Completed, Assert.Single(run.Branches).Status);
        Assert.Equal("ours", repository.Git("log", "-1", "--format=%s", "feature").Trim());
        Assert.Equal(["backup-feature-pre-align"], repository.Git("branch", "--format=%(refname:short)", "--contains", "feature^1", "--no-contains", "feature").Trim().Split('\n'));
    }

    private sealed class MergesWithOurTree(TestRepository repository) : IIntegrationUtility
    {
        /// <summary>Whether the repository did not see the new commit.</summary>
        public bool WasApart { get; private set; }

        public Task<IntegrationResult> IntegrateAsync(IntegrationRequest request, CancellationToken cancellationToken)
        {
            var tips = request.Plan.Tips!;
            var variables = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["GIT_DIR"] = request.Workspace.GitDirectory,
                ["GIT_OBJECT_DIRECTORY"] = request.Workspace.ObjectDirectory,
                ["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = request.Workspace.AlternateObjectDirectory,
            };
            var (_, output, _) = repository.Run(
                ["commit-tree", "-m", "ours", "-p", $"{tips.Old}", "-p", $"{tips.Target}", $"{tips.Old}^{{tree}}"], [], variables);
            var id = Encoding.ASCII.GetString(output).Trim();
            WasApart = repository.Run(["cat-file", "-e", id], []).ExitCode != 0;
            return Task.FromResult<IntegrationResult>(new IntegrationResult.Integrated(ObjectId.Parse(id)));
        }
    }
}

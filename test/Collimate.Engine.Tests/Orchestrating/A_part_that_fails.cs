using Collimate.Engine.Detecting;
using Collimate.Engine.Integrating;
using Collimate.Git.Objects;
using Collimate.TestKit;
using Collimate.TestKit.Fakes;
using static Collimate.Engine.Tests.Input;

namespace Collimate.Engine.Tests.Orchestrating;

public sealed class A_part_that_fails : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();

    public A_part_that_fails() =>
        new History(_repository).Start("bad", "main").Start("good", "main").Commit("main", "newer", FileChange.File("newer", "1\n")).Import();

    public void Dispose() => _repository.Dispose();

    [Theory]
    [InlineData("integration")]
    [InlineData("detector")]
    [InlineData("documenter")]
    public async Task With_an_exception_fails_its_branch_with_the_status_exception_and_no_other(string part)
    {
        var result = await BadAsync(part switch
        {
            "integration" => FakeModules.Fast with { Integration = new FakeIntegration((plan, _) => Fail(plan.Branch, FakeIntegration.Success(plan))) },
            "detector" => FakeModules.Fast with { Detector = new FakeDetector((plan, _) => Fail<IReadOnlyList<Finding>>(plan.Branch, [])) },
            _ => FakeModules.Fast with { Documenter = new FakeDocumenter((plan, _) => Fail(plan.Branch, "")) },
        });

        Assert.Equal(BranchStatus.Exception, result.Status);
        Assert.Equal(["unexpected_exception"], result.ErrorsDetected);
        Assert.Equal(@"NotSupportedException: broken \x1B[31mmodule", result.ErrorMessage);
    }

    [Fact]
    public async Task With_a_cancellation_of_its_own_fails_its_branch_and_does_not_end_the_run()
    {
        var result = await BadAsync(FakeModules.Fast with
        {
            Detector = new FakeDetector((plan, _) => plan.Branch == "bad"
                ? throw new OperationCanceledException("of its own")
                : Task.FromResult<IReadOnlyList<Finding>>([])),
        });

        Assert.Equal(BranchStatus.Exception, result.Status);
        Assert.Equal("OperationCanceledException: of its own", result.ErrorMessage);
    }

    [Fact]
    public async Task With_a_result_of_its_own_fails_its_branch_with_that_code()
    {
        var result = await BadAsync(FakeModules.Fast with
        {
            Integration = new FakeIntegration((plan, _) => Task.FromResult(
                plan.Branch == "bad" ? new IntegrationResult.Failed(OutcomeCodes.MergeFailed, "it said no") : FakeIntegration.Success(plan))),
        });

        Assert.Equal((BranchStatus.FailedIntegration, "it said no"), (result.Status, result.ErrorMessage));
        Assert.Equal(["merge_failed"], result.ErrorsDetected);
    }

    [Fact]
    public async Task With_a_tip_that_does_not_exist_fails_its_branch_and_not_the_publication_of_the_others()
    {
        var nowhere = ObjectId.Parse(new string('1', 40));

        var result = await BadAsync(FakeModules.Fast with
        {
            Integration = new FakeIntegration((plan, _) => Task.FromResult(
                plan.Branch == "bad" ? new IntegrationResult.Integrated(nowhere) : FakeIntegration.Success(plan))),
        });

        Assert.Equal(["object_missing"], result.ErrorsDetected);
        Assert.Contains(nowhere.ToString(), result.ErrorMessage, StringComparison.Ordinal);
    }

    private static Task<T> Fail<T>(string branch, T otherwise) =>
        branch == "bad" ? throw new NotSupportedException("broken \u001b[31mmodule") : Task.FromResult(otherwise);

    private async Task<BranchResult> BadAsync(AlignmentModules modules)
    {
        var before = _repository.Tip("bad");
        var run = await new Alignment(_repository) { Modules = modules }.RunAsync([Branch("bad"), Branch("good")], CancellationToken.None);

        Assert.Equal(["bad", "good"], run.Branches.Select(branch => branch.BranchName));
        Assert.Equal(BranchStatus.Completed, run.Branches.Last().Status);
        Assert.Equal(before, _repository.Tip("bad"));
        Assert.Equal(_repository.Tip("main"), _repository.Tip("good"));
        Assert.Equal(ExitCode.SomeFailed, run.ExitCode);
        return run.Branches.First();
    }
}

using Collimate.Engine.Detecting;
using Collimate.TestKit;
using Collimate.TestKit.Fakes;

namespace Collimate.Engine.Tests.Orchestrating;

public sealed class Findings_of_the_detector : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();

    public Findings_of_the_detector() =>
        new History(_repository).Start("feature", "main").Commit("main", "newer", FileChange.File("newer", "1\n")).Import();

    public void Dispose() => _repository.Dispose();

    [Theory]
    [InlineData(Severity.Warning, Severity.Error, true)]
    [InlineData(Severity.Error, Severity.Error, false)]
    [InlineData(Severity.Critical, Severity.Error, false)]
    [InlineData(Severity.Info, Severity.Info, false)]
    [InlineData(Severity.Error, Severity.Critical, true)]
    public async Task Fail_the_branch_from_the_configured_severity_on(Severity found, Severity failOn, bool completes)
    {
        var before = _repository.Tip("feature");

        var result = await RunAsync(failOn, FakeDetector.Finding(found));

        Assert.Equal(completes ? BranchStatus.Completed : BranchStatus.FailedErrorDetection, result.Status);
        Assert.Equal(completes, _repository.Tip("feature") != before);
        Assert.Equal(["import_missing"], result.ErrorsDetected);
        Assert.Equal([FakeDetector.Finding(found)], result.Findings);
    }

    [Fact]
    public async Task That_fail_the_branch_are_described_by_the_first_and_counted()
    {
        // arrange
        var harmless = FakeDetector.Finding(Severity.Info, "style");
        var first = new Finding("syntax", Severity.Error, "a\u202eb.py", 3, "no\u001bclosing bracket");

        // act
        var result = await RunAsync(Severity.Error, harmless, first, FakeDetector.Finding(Severity.Critical), FakeDetector.Finding(Severity.Error));

        // assert
        Assert.Equal(@"a\u202Eb.py:3: no\x1Bclosing bracket and 2 more", result.ErrorMessage);
        Assert.Equal(["style", "syntax", "import_missing"], result.ErrorsDetected);
        Assert.Equal("Look at the findings in the report; the branch was not changed.", result.Advice);
        Assert.NotNull(result.Integration);
    }

    [Fact]
    public async Task Do_not_exist_when_the_detector_is_the_built_in_one_and_the_merge_is_sound()
    {
        _repository.Commit("mine", "own", ("own", "1\n"));

        var run = await new Alignment(_repository).RunAsync("mine");

        Assert.Empty(Assert.Single(run.Branches).Findings);
        Assert.Empty(Assert.Single(run.Branches).ErrorsDetected);
    }

    private async Task<BranchResult> RunAsync(Severity failOn, params Finding[] findings)
    {
        var alignment = new Alignment(_repository)
        {
            Options = new AlignmentOptions { Detection = new DetectionOptions { FailOn = failOn } },
            Modules = FakeModules.Fast with { Detector = new FakeDetector((_, _) => Task.FromResult<IReadOnlyList<Finding>>(findings)) },
        };
        return Assert.Single((await alignment.RunAsync("feature")).Branches);
    }
}

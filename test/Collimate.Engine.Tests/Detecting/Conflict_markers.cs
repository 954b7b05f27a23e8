using System.Text;
using Collimate.Engine.Detecting;
using Collimate.TestKit;

namespace Collimate.Engine.Tests.Detecting;

public sealed class Conflict_markers
{
    private const string Lines = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
    private const string Markers = "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n";

    [Theory]
    [InlineData("<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n", 1)]
    [InlineData("x\r\n<<<<<<<\r\n=======\r\n>>>>>>>\r\n", 2)]
    [InlineData("<<<<<<< a\n||||||| base\n=======\n>>>>>>> b", 1)]
    [InlineData("<<<<<<< a\n<<<<<<< b\n=======\n>>>>>>> b", 2)]
    [InlineData("<<<<<<< a\n=======\n<<<<<<< b\n>>>>>>> b", 0)]
    [InlineData("", 0)]
    [InlineData("Title\n=======\ntext\n", 0)]
    [InlineData("=======\n>>>>>>> b\n", 0)]
    [InlineData("<<<<<<< a\n>>>>>>> b\n=======\n", 0)]
    [InlineData(" <<<<<<< a\n=======\n>>>>>>> b\n", 0)]
    [InlineData("<<<<<<<< a\n=======\n>>>>>>> b\n", 0)]
    [InlineData("<<<<<<\n=======\n>>>>>>> b\n", 0)]
    [InlineData("<<<<<<x a\n=======\n>>>>>>> b\n", 0)]
    [InlineData("<<<<<<< a\n=======\n>>>>>>>b\n", 0)]
    public void Count_only_as_start_middle_and_end_in_this_order(string content, int line) =>
        Assert.Equal(line, ConflictMarkers.FindFirst(Encoding.UTF8.GetBytes(content)));

    [Fact]
    public async Task That_come_together_from_both_sides_fail_the_branch()
    {
        // arrange: the branch brings start and middle, the target the end
        var result = await AlignAsync(Lines, "<<<<<<< ours\n=======\n" + Lines, Lines + ">>>>>>> theirs\n");

        // assert
        Assert.Equal((BranchStatus.FailedErrorDetection, "conflict_markers"), (result.Status, Assert.Single(result.ErrorsDetected)));
        Assert.Equal("file:1: conflict markers that neither the branch nor its target had", result.ErrorMessage);
    }

    [Theory]
    [InlineData("0\n" + Lines + Markers, Lines + Markers + "10\n")]
    public async Task That_a_side_had_before_are_no_finding(string branch, string target) =>
        Assert.Empty((await AlignAsync(Lines + Markers, branch, target)).Findings);

    [Fact]
    public async Task In_a_file_that_was_not_merged_are_no_finding() =>
        Assert.Empty((await AlignAsync(Lines, Lines + Markers, Lines)).Findings);

    [Fact]
    public async Task In_a_binary_file_are_no_finding() =>
        Assert.Empty((await AlignAsync("\0\n" + Lines, "\0\n<<<<<<< ours\n=======\n" + Lines, "\0\n" + Lines + ">>>>>>> theirs\n", attributes: "file merge=text diff\n")).Findings);

    [Fact]
    public async Task In_a_file_beyond_the_limit_are_not_looked_for_which_is_said()
    {
        var padding = string.Concat(Enumerable.Repeat(new string('x', 1023) + "\n", ConflictMarkerDetector.SizeLimit / 1024));

        var branch = await AlignAsync(padding, "<<<<<<< ours\n=======\n" + padding, padding + ">>>>>>> theirs\n");

        Assert.Equal([new Finding("file_too_large", Severity.Info, "file", 0, "too large to be looked into for conflict markers")], branch.Findings);
        Assert.Equal((BranchStatus.Completed, "file_too_large"), (branch.Status, Assert.Single(branch.ErrorsDetected)));
    }

    [Fact]
    public async Task In_a_symbolic_link_are_no_finding()
    {
        // arrange: only the target's side of the merge is a link
        using var repository = TestRepository.Create();
        new History(repository)
            .Commit("feature", "link", FileChange.Link("link", "<<<<<<< a\n=======\n>>>>>>> b\n"))
            .Commit("main", "newer", FileChange.File("newer", "1\n"))
            .Import();

        // act
        var run = await new Alignment(repository).RunAsync("feature");

        // assert
        Assert.Empty(Assert.Single(run.Branches).Findings);
    }

    private static async Task<BranchResult> AlignAsync(string before, string branch, string target, string attributes = "")
    {
        using var repository = TestRepository.Create();
        Directory.CreateDirectory(Path.Combine(repository.GitDirectory, "info"));
        repository.WriteGitFile("info/attributes", attributes);
        repository.Commit("main", "before", ("file", before));
        repository.Commit("feature", "branch", ("file", branch));
        repository.Commit("main", "target", ("file", target), ("newer", "1\n"));
        return Assert.Single((await new Alignment(repository).RunAsync("feature")).Branches);
    }
}

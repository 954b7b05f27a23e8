using System.Globalization;
using System.Text;
using Collimate.Engine.Integrating;
using Collimate.TestKit;

namespace Collimate.Engine.Tests.Isolation;

/// <summary>Its commits are nowhere: whoever looked into it would notice.</summary>
public sealed class A_submodule : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();

    public A_submodule()
    {
        Move("main", '1');
        Move("feature", '2');
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task That_both_sides_move_is_a_conflict()
    {
        Move("main", '3');

        var failed = Assert.Single((await new Alignment(_repository).RunAsync("feature")).Branches);

        Assert.Equal(["merge_conflict_unresolvable"], failed.ErrorsDetected);
        Assert.Contains("module", failed.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(IntegrationMethod.Objects)]
    [InlineData(IntegrationMethod.Worktree)]
    public async Task That_one_side_moves_goes_with_it(IntegrationMethod method)
    {
        _repository.Commit("main", "newer", ("newer", "1\n"));
        var options = new AlignmentOptions { Integration = new IntegrationOptions { Method = method } };

        var run = await new Alignment(_repository) { Options = options }.RunAsync("feature");

        Assert.Equal(ExitCode.AllAligned, run.ExitCode);
        Assert.Equal(new string('2', 40), _repository.Git("rev-parse", "feature:module").Trim());
    }

    private void Move(string branch, char commit) => _repository.FastImport(Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"commit refs/heads/{branch}\ncommitter Ada <ada@example.com> 1700001000 +0000\ndata 4\nmove\nfrom refs/heads/{(_repository.Exists(branch) ? branch : "main")}^0\nM 160000 {new string(commit, 40)} module\n\n")));
}

using Collimate.Engine.Journaling;
using Collimate.TestKit;

namespace Collimate.Engine.Tests.RollingBack;

public sealed class The_recovery_of_a_stack
{
    private static readonly string[] All = TornRun.Branches;

    [Theory]
    [InlineData("is checked out")]
    [InlineData("was changed by somebody else")]
    [InlineData("is refused by a hook")]
    public async Task Leaves_what_stands_on_a_branch_that(string stays)
    {
        using var torn = await TornRun.KilledAsync(BranchShape.Stacked, [All[0]]);
        switch (stays)
        {
            case "is checked out":
                torn.Repository.Git("worktree", "add", "--quiet", torn.Repository.Beside("mine"), All[1]);
                break;
            case "was changed by somebody else":
                torn.Repository.Commit(All[1], "since", ("mine", "1\n"));
                break;
            default:
                torn.Repository.WriteHook("reference-transaction", $"if test $1 = prepared && grep --quiet refs/heads/{All[1]}; then exit 1; fi");
                break;
        }

        var recovered = Assert.Single(await torn.RecoverAsync());

        Assert.Equal([All[0]], torn.Moved());
        Assert.Equal([All[2], All[3]], recovered.NotMoved.Except([All[1]]));
    }

    [Fact]
    public async Task Finishes_all_of_it()
    {
        using var torn = await TornRun.KilledAsync(BranchShape.Stacked, [All[0]]);

        var recovered = Assert.Single(await torn.RecoverAsync());

        Assert.Equal(All, torn.Moved());
        Assert.Equal(All[1..], recovered.Finished);
    }

    [Fact]
    public async Task Leaves_what_stands_on_a_branch_that_the_run_could_not_move()
    {
        using var torn = await TornRun.KilledAsync(BranchShape.Stacked, [All[0]]);
        torn.Note(JournalKind.NotPublished, All[1]);

        var recovered = Assert.Single(await torn.RecoverAsync());

        Assert.Equal([All[0]], torn.Moved());
        Assert.Equal(All[2..], recovered.NotMoved);
        Assert.Equal(All.Except([All[1]]), JournalFile.Read(torn.Folder).SkipWhile(line => line.Kind != JournalKind.NotPublished).Skip(1).SkipLast(1).Select(line => line.Text("branch")));
    }

    [Fact]
    public async Task Finishes_what_the_run_announced_once_more_after_it_could_not_move_it()
    {
        using var torn = await TornRun.KilledAsync(BranchShape.Stacked, [All[0]]);
        torn.Note(JournalKind.NotPublished, All[1]);
        torn.Note(JournalKind.PublishIntended, All[1]);

        var recovered = Assert.Single(await torn.RecoverAsync());

        Assert.Equal(All, torn.Moved());
        Assert.Equal(All[1..].Order(StringComparer.Ordinal), recovered.Finished.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Counts_a_branch_as_moved_on_which_somebody_has_committed_since()
    {
        // arrange
        using var torn = await TornRun.KilledAsync(BranchShape.Stacked, [All[0]]);
        var mine = torn.Repository.Commit(All[0], "since", ("mine", "1\n"));

        // act
        var recovered = Assert.Single(await torn.RecoverAsync());

        // assert
        Assert.Equal(All[1..], recovered.Finished);
        Assert.Equal([All[0]], recovered.ChangedByOthers);
        Assert.Equal(mine, torn.Repository.Tip(All[0]));
        Assert.DoesNotContain(JournalFile.Read(torn.Folder), line => line.Kind == JournalKind.NotPublished);
        var undone = await torn.UndoAsync(torn.Killed);
        Assert.Equal([All[0]], undone.ChangedByOthers);
    }
}

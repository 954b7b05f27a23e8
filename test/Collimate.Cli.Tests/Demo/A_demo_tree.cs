using Collimate.Cli.Demo;
using static Collimate.Cli.Demo.FileChange;

namespace Collimate.Cli.Tests.Demo;

public sealed class A_demo_tree
{
    private static readonly DemoTree Tree = DemoTree.Empty
        .Apply(new Write("notes/tide.md", "high\nlow\nhigh"))
        .Apply(new Write("notes/wind.md", "calm"));

    [Fact]
    public void Moves_whole_directories()
    {
        var moved = Tree.Apply(new Move("notes/", "archive/"));

        Assert.Equal(
            ["-notes/tide.md", "-notes/wind.md", "+archive/tide.md", "+archive/wind.md"],
            moved.ChangesSince(Tree).Select(change => (change.File is null ? "-" : "+") + change.Path));
    }

    [Fact]
    public void Merges_what_the_other_side_added_and_deleted()
    {
        var ours = Tree.Apply(new Write("notes/sun.md", "hot"));
        var theirs = Tree.Apply(new Delete("notes/wind.md")).Apply(new Write("notes/moon.md", "full"));

        var merged = ours.Merge(theirs, Tree);

        Assert.Equal(["notes/wind.md", "notes/moon.md"], merged.ChangesSince(ours).Select(change => change.Path));
    }

    [Fact]
    public void Refuses_to_merge_lines()
    {
        var ours = Tree.Apply(new Append("notes/wind.md", "gale"));
        var theirs = Tree.Apply(new Append("notes/wind.md", "storm"));

        var mistake = Assert.Throws<InvalidOperationException>(() => ours.Merge(theirs, Tree));

        Assert.Equal("BUG: both sides of a merge touch 'notes/wind.md'", mistake.Message);
    }

    [Theory]
    [InlineData("high")]
    [InlineData("middle")]
    public void Refuses_to_edit_a_passage_that_does_not_occur_once(string passage)
    {
        var mistake = Assert.Throws<InvalidOperationException>(() => Tree.Apply(new Edit("notes/tide.md", passage, "dry")));

        Assert.Equal($"BUG: '{passage}' does not occur exactly once in 'notes/tide.md'", mistake.Message);
    }

    [Fact]
    public void Refuses_to_touch_a_file_that_is_not_there()
    {
        FileChange[] changes = [new Delete("a.md"), new Append("a.md", "b"), new Edit("a.md", "b", "c"), new MakeExecutable("a.md")];

        Assert.All(changes, change =>
            Assert.Equal("BUG: no file 'a.md'", Assert.Throws<InvalidOperationException>(() => Tree.Apply(change)).Message));
        Assert.Throws<InvalidOperationException>(() => Tree.Apply(new Move("a/", "b/")));
    }
}

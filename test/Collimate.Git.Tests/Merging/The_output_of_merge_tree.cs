using System.Text;
using Collimate.Git.Merging;
using Collimate.Git.Objects;

namespace Collimate.Git.Tests.Merging;

public sealed class The_output_of_merge_tree
{
    private const string Id = "1111111111111111111111111111111111111111";
    private const string Clean = "1\0" + Id + "\0\0";
    private const string Conflict = "0\0" + Id + "\0100644 " + Id + " 1\ta b\0100644 " + Id + " 2\ta b\0100644 " + Id + " 3\ta b\0100644 " + Id + " 3\tcaf\u00e9\0\0";

    [Fact]
    public void Is_one_record_for_each_pair()
    {
        var results = Parse(Clean + Conflict + Clean);

        Assert.Equal(3, results.Count);
        Assert.Equal(new MergeResult.Clean(ObjectId.Parse(Id)), results[0]);
        Assert.Equal(results[0], results[2]);
        Assert.Equal(
            [
                new ConflictedPath(new("a b"), ConflictStages.Base | ConflictStages.Ours | ConflictStages.Theirs),
                new ConflictedPath(new ByteText([(byte)'c', (byte)'a', (byte)'f', 0xE9]), ConflictStages.Theirs),
            ],
            Assert.IsType<MergeResult.Conflicted>(results[1]).Paths);
    }

    [Fact]
    public void Is_believed_up_to_where_it_was_torn()
    {
        const string whole = Clean + Conflict;
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Equal(length < Clean.Length ? 0 : 1, Parse(whole[..length]).Count);
        }
    }

    [Theory]
    [InlineData("2\0" + Id + "\0\0", "neither 0 nor 1")]
    [InlineData("\0" + Id + "\0\0", "neither 0 nor 1")]
    [InlineData("1\0zz\0\0", "not a git object id")]
    [InlineData("0\0" + Id + "\0no stage\0\0", "no stage")]
    [InlineData("0\0" + Id + "\0\tpath\0\0", "no stage")]
    [InlineData("0\0" + Id + "\0100644 " + Id + " 4\tpath\0\0", "no stage 4")]
    public void Is_refused_where_it_is_something_else(string output, string problem) =>
        Assert.Contains(problem, Assert.Throws<FormatException>(() => Parse(Clean + output)).Message, StringComparison.Ordinal);

    private static List<MergeResult> Parse(string output) => MergeTreeOutput.Parse(Encoding.Latin1.GetBytes(output), []);
}

using System.Text;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;

namespace Collimate.Git.Merging;

/// <summary>A merge that pushes the answers before it out of an open <c>git merge-tree</c>, and shows that they are all that it has said.</summary>
/// <remarks>
/// Git before 2.49 collects its answers until four kilobytes are full (git-facts F4; what stdio takes for a pipe, and at most eight, where memory
/// has larger pages). The answer to this one alone is longer: both sides touch a file whose name fills half of that, and a
/// conflict names its file for each version. Its end may stay with git until more is asked, its beginning never does.
/// </remarks>
internal sealed class MergeEndMark
{
    private const int NameLength = 4200;

    private MergeEndMark(MergePair question, byte[] start, byte[] rest)
    {
        Question = question;
        AnswerStart = start;
        AnswerRest = rest;
    }

    public MergePair Question { get; }

    /// <summary>As long as the shortest answer to any merge.</summary>
    public byte[] AnswerStart { get; }

    public byte[] AnswerRest { get; }

    /// <param name="context">Writes into a quarantine.</param>
    /// <param name="example">Any object of the repository; shows which hash it has.</param>
    public static MergeEndMark Write(GitContext context, ObjectId example)
    {
        var name = new string('m', NameLength);
        var history = new ProbeHistory(context, example);
        var before = history.WriteFile(name, "mark\n");
        var changed = history.WriteFile(name, "changed mark\n");
        var question = history.WriteFork(before.Tree, changed.Tree, history.EmptyTree);

        // One side deletes what the other one changes, so that git has no content to look at.
        return new MergeEndMark(
            question,
            Encoding.ASCII.GetBytes($"0\0{changed.Tree}\0"),
            Encoding.ASCII.GetBytes($"100644 {before.Blob} 1\t{name}\0100644 {changed.Blob} 2\t{name}\0\0"));
    }
}

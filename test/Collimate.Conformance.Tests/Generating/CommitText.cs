namespace Collimate.Conformance.Tests.Generating;

/// <summary>What people wrote into a commit. Each character is a byte.</summary>
/// <param name="Encoding">The header of that name, or nothing.</param>
internal sealed record CommitText(string Author, string Message, string? Encoding)
{
    private static readonly string[] Authors =
    [
        "Ada Tester <ada@example.com> # +0100",
        "Ben O'Tester <ben@example.com> # -0730",
        "J\u00c3\u00bcrgen <j@example.com> # +0545",
        "C. \"Quoted\" <c@example.com> # +0000",
    ];

    private static readonly string[] Odd =
    [
        "no newline at its end",
        "two newlines at its end\n\n",
        "\n\nblank lines before\n",
        "  \n\t\n  lines of white space before\n",
        "   spaces before and after   \n\n  a body  \n   \n",
        "# a subject like a comment\n\n# and a body\n",
        "tabs\tand\rcarriage returns\r\n\r\nin a body\r\n",
        "fixup! a subject that asks for something\n",
        "diff --git a/a b/a\n\n--- a/a\n+++ b/a\n",
        "subject\nthat goes on\n\nTrailer: value\nSigned-off-by: Ada <ada@example.com>\n",
        "",
        "\n",
    ];

    public bool IsNotUtf8 => Message.Contains('\u00e9', StringComparison.Ordinal);

    public bool IsOdd => Array.IndexOf(Odd, Message) >= 0;

    public static CommitText Random(Dice dice, int number)
    {
        var author = dice.Pick(Authors);
        var subject = $"commit {number}";
        return dice.Below(100) switch
        {
            < 3 => new CommitText(author, $"caf\u00e9 {number}\n", null),
            < 5 => new CommitText(author, $"caf\u00e9 {number}\n", "ISO-8859-1"),
            < 17 => new CommitText(author, dice.Pick(Odd), null),
            < 30 => new CommitText(author, $"{subject}\n\nSome more words.\n", null),
            _ => new CommitText(author, subject + "\n", null),
        };
    }
}

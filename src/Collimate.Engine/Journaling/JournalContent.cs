namespace Collimate.Engine.Journaling;

/// <summary>What stands in a journal.</summary>
/// <param name="Lines">All that are whole.</param>
/// <param name="Length">How many bytes they have; what follows was torn when the machine or the run died.</param>
/// <param name="Checksum">Of the last of them.</param>
internal sealed record JournalContent(IReadOnlyList<JournalLine> Lines, long Length, string Checksum)
{
    /// <exception cref="JournalDamagedException">A line in the middle is not what was written.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static JournalContent Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var lines = new List<JournalLine>();
        var checksum = JournalLine.NoChecksum;
        var start = 0;
        while (bytes.AsSpan(start).IndexOf((byte)'\n') is var length and >= 0)
        {
            if (JournalLine.Read(bytes.AsSpan(start, length), ref checksum) is not { } line)
            {
                // Only what was written last can be torn.
                return bytes.AsSpan(start + length + 1).IndexOf((byte)'\n') < 0
                    ? new JournalContent(lines, start, checksum)
                    : throw new JournalDamagedException(path, lines.Count + 1);
            }

            lines.Add(line);
            start += length + 1;
        }

        return new JournalContent(lines, start, checksum);
    }
}

/// <summary>A journal does not say what was written into it, so nobody can tell from it what has to be finished.</summary>
public sealed class JournalDamagedException : AlignmentException
{
    internal JournalDamagedException(string path, int line)
        : base(
            $"Journal '{path}' is damaged: line {line} is not what was written",
            "Nothing was done. Compare the branches with refs/collimate/runs as docs/recovery.md says, then move the folder of that run away.")
    {
    }

    public override ExitCode ExitCode => ExitCode.Busy;
}

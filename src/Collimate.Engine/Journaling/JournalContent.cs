using System.Globalization;

namespace Collimate.Engine.Journaling;

/// <summary>What stands in a journal.</summary>
/// <param name="Lines">All that are whole.</param>
/// <param name="Length">How many bytes they have; what follows was torn when the machine or the run died.</param>
/// <param name="Checksum">Of the last of them.</param>
internal sealed record JournalContent(IReadOnlyList<JournalLine> Lines, long Length, string Checksum)
{
    /// <summary>Of the format. It is raised when a reader of the old one would be misled.</summary>
    public const int Version = 1;

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
            if (ReadLine(bytes.AsSpan(start, length), ref checksum) is not { } line)
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

        JournalLine? ReadLine(ReadOnlySpan<byte> text, ref string previous)
        {
            try
            {
                return JournalLine.Read(text, ref previous);
            }
            catch (FormatException)
            {
                throw new JournalDamagedException(path, lines.Count + 1);
            }
        }
    }
}

/// <summary>A journal does not say what was written into it, or says it in a newer format, so nobody here can tell what has to be finished.</summary>
public sealed class JournalDamagedException : AlignmentException
{
    private JournalDamagedException(string fact, string hint)
        : base(fact, hint)
    {
    }

    internal JournalDamagedException(string path, int line)
        : base(
            $"Journal '{path}' is damaged: line {line} is not what was written",
            "Compare the branches with refs/collimate/runs as docs/recovery.md says, then move the folder of that run away.")
    {
    }

    public override ExitCode ExitCode => ExitCode.Busy;

    internal static JournalDamagedException TooNew(string path, int version) => new(
        string.Create(CultureInfo.InvariantCulture, $"Journal '{path}' has format {version}, and this version of the tool knows formats up to {JournalContent.Version}"),
        "Use the version that wrote it, or a newer one.");
}

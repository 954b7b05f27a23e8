using System.Text;
using Collimate.Engine.Journaling;

namespace Collimate.Engine.Tests.Journaling;

public sealed class What_stands_in_a_journal : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("collimate-test-");
    private readonly string _path;

    public What_stands_in_a_journal()
    {
        _path = Path.Combine(_home.FullName, "journal.jsonl");
        using var journal = RunJournal.Create(_path, TimeProvider.System);
        foreach (var kind in new[] { "first", "second", "third" })
        {
            journal.Note(kind, json => json.WriteString("branch", kind));
            journal.Append();
        }
    }

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public void Is_read_as_it_was_written()
    {
        var content = JournalContent.Read(_path);

        Assert.Equal(["first", "second", "third"], content.Lines.Select(line => line.Kind));
        Assert.Equal(["first", "second", "third"], content.Lines.Select(line => line.Text("branch")));
        Assert.Equal([1, 2, 3], content.Lines.Select(line => line.Facts.GetProperty("sequence").GetInt32()));
        Assert.Equal(new FileInfo(_path).Length, content.Length);
        Assert.StartsWith(content.Checksum, File.ReadLines(_path).Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_as_far_as_it_is_whole_wherever_the_last_line_is_torn()
    {
        // arrange
        var whole = File.ReadAllBytes(_path);
        var last = Array.LastIndexOf(whole, (byte)'\n', whole.Length - 2) + 1;
        for (var length = last; length < whole.Length; length++)
        {
            File.WriteAllBytes(_path, whole[..length]);

            // act
            var content = JournalContent.Read(_path);
            using (var journal = RunJournal.Continue(_path, content, TimeProvider.System))
            {
                journal.Note("next", _ => { });
                journal.Append();
            }

            // assert
            Assert.Equal((2, last), (content.Lines.Count, content.Length));
            var continued = JournalContent.Read(_path);
            Assert.Equal(["first", "second", "next"], continued.Lines.Select(line => line.Kind));
            Assert.Equal(3, continued.Lines[2].Facts.GetProperty("sequence").GetInt32());
            Assert.Equal(new FileInfo(_path).Length, continued.Length);
        }
    }

    [Theory]
    [InlineData("x\n")]
    [InlineData("\n")]
    [InlineData("0123456789abcdef\n")]
    [InlineData("0123456789abcdef \n")]
    [InlineData("0123456789abcdef {}\n")]
    [InlineData("0123456789abcdef {}")]
    public void Ends_before_a_last_line_that_nobody_wrote(string text)
    {
        var length = new FileInfo(_path).Length;
        File.AppendAllText(_path, text);

        var content = JournalContent.Read(_path);

        Assert.Equal((3, length), (content.Lines.Count, content.Length));
    }

    [Fact]
    public void Is_damaged_where_any_byte_before_the_last_line_is_another_one()
    {
        // arrange
        var whole = File.ReadAllBytes(_path);
        var second = Array.IndexOf(whole, (byte)'\n') + 1;
        var third = Array.IndexOf(whole, (byte)'\n', second) + 1;
        for (var i = 0; i < third - 1; i++)
        {
            var changed = whole.ToArray();
            changed[i] ^= 1;
            File.WriteAllBytes(_path, changed);

            // act
            var damaged = Assert.Throws<JournalDamagedException>(() => JournalContent.Read(_path));

            // assert
            Assert.Contains($"line {(i < second ? 1 : 2)} is not what was written", damaged.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0, 2, 1)]
    [InlineData(1, 0, 2)]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(0, 0, 1, 2)]
    public void Is_damaged_where_a_line_is_missing_or_elsewhere(params int[] order)
    {
        // arrange: a line after them, because the last one may be torn
        var lines = File.ReadAllLines(_path);
        File.WriteAllText(_path, string.Concat(order.Append(1).Select(i => lines[i] + "\n")));

        Assert.Throws<JournalDamagedException>(() => JournalContent.Read(_path));
    }

    [Fact]
    public void Is_damaged_where_even_an_empty_line_follows_one_that_nobody_wrote()
    {
        File.AppendAllText(_path, "x\n\n");

        Assert.Throws<JournalDamagedException>(() => JournalContent.Read(_path));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"kind\":null}")]
    [InlineData("{\"kind\":7}")]
    [InlineData("[]")]
    [InlineData("nothing")]
    public void Is_damaged_where_something_else_was_written_even_at_its_end(string json)
    {
        var (line, _) = JournalLine.Write(JournalContent.Read(_path).Checksum, Encoding.UTF8.GetBytes(json));
        File.AppendAllText(_path, Encoding.UTF8.GetString(line));

        var damaged = Assert.Throws<JournalDamagedException>(() => JournalContent.Read(_path));

        Assert.Contains("line 4 is not what was written", damaged.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("20260102T030405Z-0a1f", true)]
    [InlineData("20260102T030405Z-0A1F", false)]
    [InlineData("20261302T030405Z-0a1f", false)]
    [InlineData("20260102T030405Z-0a1f\n", false)]
    [InlineData("20260102T030405Z", false)]
    [InlineData("../../../20260102T030405Z-0a1f", false)]
    [InlineData("", false)]
    public void Belongs_to_a_run_whose_id_has_one_form_only(string text, bool isId)
    {
        Assert.Equal(isId, RunIdentity.IsId(text));
    }
}

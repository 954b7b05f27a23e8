using Collimate.Git.Sessions;
using Collimate.Git.Tests.Kit;

namespace Collimate.Git.Tests.Sessions;

public sealed class Reading_answers
{
    private static CancellationToken Stop => OpenRepository.Stop;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Gives_the_same_wherever_the_answer_is_torn(int piece)
    {
        var answers = new AnswerReader(new TornStream("first\nsecond\0\0ab\ncd\nlast\n"u8.ToArray(), piece));

        Assert.Equal("first"u8.ToArray(), await answers.ReadLineAsync(Stop));
        Assert.Equal((byte)'s', await answers.PeekAsync(Stop));
        Assert.Equal("second"u8.ToArray(), await answers.ReadUntilAsync(0, Stop));
        Assert.Empty(await answers.ReadUntilAsync(0, Stop));
        Assert.Equal("ab\ncd"u8.ToArray(), await answers.ReadBytesAsync(5, Stop));
        Assert.Empty(await answers.ReadBytesAsync(0, Stop));
        Assert.Empty(await answers.ReadLineAsync(Stop));
        Assert.Equal("last"u8.ToArray(), await answers.ReadLineAsync(Stop));
    }

    [Fact]
    public async Task Copes_with_lines_and_contents_larger_than_its_buffer()
    {
        var big = new byte[300_000];
        big.AsSpan().Fill((byte)'x');
        var answers = new AnswerReader(new TornStream([.. big, (byte)'\n', .. big, (byte)'\n'], 70_000));

        Assert.Equal(big, await answers.ReadLineAsync(Stop));
        Assert.Equal(big, await answers.ReadBytesAsync(big.Length, Stop));
        Assert.Empty(await answers.ReadLineAsync(Stop));
    }

    [Fact]
    public async Task Says_that_the_child_ended_in_the_middle()
    {
        await Assert.ThrowsAsync<EndOfStreamException>(() => Of("half a line").ReadLineAsync(Stop));
        await Assert.ThrowsAsync<EndOfStreamException>(() => Of("abc").ReadBytesAsync(4, Stop));
        await Assert.ThrowsAsync<EndOfStreamException>(() => Of("").PeekAsync(Stop));
    }

    private static AnswerReader Of(string text) => new(new TornStream(System.Text.Encoding.ASCII.GetBytes(text), 2));

    /// <summary>Hands out a few bytes at a time.</summary>
    private sealed class TornStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}

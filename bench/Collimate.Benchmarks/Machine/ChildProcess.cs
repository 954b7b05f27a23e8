using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Collimate.Benchmarks.Machine;

/// <summary>Runs programs to their end. The only place of the benchmark that starts processes.</summary>
internal static class ChildProcess
{
    private const int BufferBytes = 1 << 16;

    /// <param name="start">Its streams are redirected here.</param>
    /// <param name="writeInput">Writes all that the child reads; nothing means an empty input.</param>
    /// <param name="started">Told the id of the child.</param>
    [SuppressMessage("ApiDesign", "RS0030", Justification = "This is the one place that starts processes.")]
    public static async Task<ChildResult> RunAsync(
        ProcessStartInfo start, Func<Stream, Task>? writeInput = null, Action<int>? started = null)
    {
        start.UseShellExecute = false;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start)
            ?? throw new InvalidOperationException("BUG: UseShellExecute is off, so Process.Start always returns a process");
        started?.Invoke(process.Id);

        // Start reading before writing: a child that answers while it reads would fill its pipe and wait for us forever.
        var readingOutput = ReadAsync(process.StandardOutput.BaseStream);
        var readingError = process.StandardError.ReadToEndAsync();
        await WriteAsync(process, writeInput);
        var output = await readingOutput;
        var error = await readingError;
        await process.WaitForExitAsync();
        return new ChildResult(process.ExitCode, output, error);
    }

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private static async Task WriteAsync(Process process, Func<Stream, Task>? writeInput)
    {
        try
        {
            // Closes the pipe as well.
            await using var input = new BufferedStream(process.StandardInput.BaseStream, BufferBytes);
            if (writeInput is not null)
            {
                await writeInput(input);
            }
        }
        catch (IOException)
        {
            // It ended without reading everything. Its exit code tells whether that is a failure.
        }
    }
}

/// <summary>What one finished child left behind.</summary>
internal sealed record ChildResult(int ExitCode, byte[] Output, string Error)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Output);

    /// <exception cref="BenchmarkException">It failed.</exception>
    public ChildResult Require(string what)
    {
        if (ExitCode != 0)
        {
            // Git says it on stderr, the SDK on stdout.
            var words = (string.IsNullOrWhiteSpace(Error) ? Text : Error).Trim().Split('\n')[^1];
            throw new BenchmarkException($"{what} ended with {ExitCode}: {words}", "The measurement was stopped; with --keep DIR its files stay.");
        }

        return this;
    }
}

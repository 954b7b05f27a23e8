using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Collimate.Cli.Tests.Demo;

/// <summary>What one git command left behind.</summary>
internal sealed record GitAnswer(int ExitCode, string Output, string Error)
{
    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public IReadOnlyList<string> Fields => Output.Split('\0', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Real git in one directory, shielded from the configuration of whoever runs the tests.</summary>
internal sealed class SealedGit(string directory)
{
    private static readonly string[] Inherited = ["PATH", "TMPDIR"];

    public string Directory { get; } = directory;

    public async Task<string> AskAsync(params string[] arguments)
    {
        var answer = await RunAsync(arguments);
        Assert.True(answer.ExitCode == 0, $"git {string.Join(' ', arguments)}: {answer.Error}");
        return answer.Output.TrimEnd('\n');
    }

    public Task<GitAnswer> RunAsync(params string[] arguments) => RunAsync(arguments, ReadOnlyMemory<byte>.Empty);

    [SuppressMessage("ApiDesign", "RS0030", Justification = "The test kit will offer a sealed git; until then this is the only place")]
    public async Task<GitAnswer> RunAsync(IReadOnlyList<string> arguments, ReadOnlyMemory<byte> input)
    {
        var ct = TestContext.Current.CancellationToken;
        using var process = Process.Start(Describe(arguments))
            ?? throw new InvalidOperationException("BUG: UseShellExecute is off, so Process.Start always returns a process");

        // Start reading before writing: git answers while it still reads.
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var error = process.StandardError.ReadToEndAsync(ct);
        await process.StandardInput.BaseStream.WriteAsync(input, ct);
        process.StandardInput.Close();
        await process.WaitForExitAsync(ct);
        return new GitAnswer(process.ExitCode, await output, await error);
    }

    private ProcessStartInfo Describe(IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = Directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (var name in start.Environment.Keys.Except(Inherited, StringComparer.Ordinal).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["HOME"] = "";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_COMMITTER_NAME"] = "Oracle";
        start.Environment["GIT_COMMITTER_EMAIL"] = "oracle@example.com";
        start.Environment["LC_MESSAGES"] = "C";
        return start;
    }
}

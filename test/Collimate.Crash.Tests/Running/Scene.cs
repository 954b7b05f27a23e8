using System.Diagnostics;
using Collimate.TestKit;

namespace Collimate.Crash.Tests.Running;

/// <summary>A fresh copy of the repository with twelve branches, in which the tool can be run and killed.</summary>
internal sealed class Scene : IDisposable
{
    private readonly string _program;

    private Scene(TestRepository repository, string program)
    {
        Repository = repository;
        _program = program;
    }

    public TestRepository Repository { get; }

    /// <summary>The folder of each run, oldest first.</summary>
    public IReadOnlyList<string> RunFolders
    {
        get
        {
            var runs = Path.Combine(Repository.GitDirectory, "collimate", "runs");
            return Directory.Exists(runs) ? [.. Directory.EnumerateDirectories(runs).OrderBy(Directory.GetCreationTimeUtc)] : [];
        }
    }

    private string Configuration => Repository.Beside("collimate.yaml");

    /// <summary>Whether a journal has announced the move of a branch.</summary>
    public bool AnnouncesMoves => RunFolders.Any(folder => OpenIntents.Announces(folder));

    public static Scene CopyOf(TestRepository template)
    {
        var repository = template.Copy();
        File.WriteAllText(repository.Beside("branches.json"), TwelveBranches.Input);
        return new Scene(repository, Environment.GetEnvironmentVariable("COLLIMATE_CRASH_PROGRAM") ?? Path.Combine(AppContext.BaseDirectory, "collimate"));
    }

    /// <summary>Merges are asked of one git after the other, so that each run asks the same ones of the same process.</summary>
    /// <remarks>A git that lacks room "from then on" lacks it on its pipes too, and says nothing any more until its time is over.</remarks>
    public void MergeOneAfterTheOther() =>
        File.WriteAllText(Configuration, "orchestration:\n  max_concurrent_git_ops: 1\n  integration_timeout_seconds: 10\n");

    /// <summary>Starts <c>collimate align</c>.</summary>
    /// <param name="variables">For the environment, beside or instead of those of the repository.</param>
    /// <param name="program">Another one than usual.</param>
    /// <param name="launcher">What starts it: a program and its first arguments; nothing for nobody else.</param>
    public RunningTool Start(IReadOnlyDictionary<string, string> variables, string? program = null, params IReadOnlyList<string> launcher)
    {
        string[] command =
        [
            .. launcher, program ?? _program, "align", "--repo", Repository.Path, "--input", Repository.Beside("branches.json"),
            .. File.Exists(Configuration) ? new[] { "--config", Configuration } : [], "--format", "json", "--quiet",
        ];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = Repository.Beside("."),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { } root)
        {
            start.Environment["DOTNET_ROOT"] = root;
        }

        start.Environment["DOTNET_TieredPGO"] = "0"; // It lives for a moment.
        foreach (var (name, value) in Repository.Environment.Concat(variables))
        {
            start.Environment[name] = value;
        }

        return RunningTool.Start(start);
    }

    public void Dispose() => Repository.Dispose();
}

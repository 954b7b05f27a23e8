using Collimate.Cli.Demo;

namespace Collimate.Cli.Tests.Demo;

/// <summary>The repository of the demonstration, imported by real git, with one detached worktree for its questions.</summary>
public sealed class DemoRepository : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("collimate-demo-");
    private SealedGit? _worktree;

    internal DemoHistory History { get; } = new();

    internal SealedGit Git { get; private set; } = new(Path.GetTempPath());

    public async ValueTask InitializeAsync() => Git = await ImportAsync("first");

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    internal static byte[] StreamOf(DemoHistory history)
    {
        using var stream = new MemoryStream();
        history.WriteTo(stream);
        return stream.ToArray();
    }

    internal async Task<SealedGit> CreateEmptyAsync(string name)
    {
        var git = new SealedGit(_folder.CreateSubdirectory(name).FullName);
        await git.AskAsync("init", "--quiet", "--bare", "--initial-branch=main");
        return git;
    }

    internal async Task<SealedGit> ImportAsync(string name)
    {
        var git = await CreateEmptyAsync(name);
        var import = await git.RunAsync(["fast-import", "--quiet"], StreamOf(new DemoHistory()));
        Assert.Equal(new GitAnswer(0, "", ""), import);
        return git;
    }

    /// <summary>A worktree at a commit, so that attributes come from there. One for all questions, asked one at a time.</summary>
    internal async Task<SealedGit> WorktreeAtAsync(string revision)
    {
        if (_worktree is null)
        {
            var path = Path.Combine(_folder.FullName, "worktree");
            await Git.AskAsync("worktree", "add", "--quiet", "--detach", path, "main");
            _worktree = new SealedGit(path);
        }

        await _worktree.AskAsync("checkout", "--quiet", "--detach", revision);
        return _worktree;
    }
}

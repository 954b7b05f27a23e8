using Collimate.Git.Objects;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;
using Collimate.TestKit;

namespace Collimate.Git.Tests.Kit;

/// <summary>A real repository, opened as the tool opens it. Disposing removes everything.</summary>
internal sealed class OpenRepository : IDisposable
{
    /// <summary>In the script of the first fake: waits until <see cref="OpenDoorAsync"/> lets it go on.</summary>
    public const string WaitAtTheDoor = "mkfifo \"$FAKE_GIT.door\"; read -r _ <\"$FAKE_GIT.door\"";

    private readonly List<GitInstallation> _fakes = [];

    private OpenRepository(TestRepository test, GitInstallation git, GitRepository repository)
    {
        Test = test;
        Git = git;
        Repository = repository;
    }

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public TestRepository Test { get; }

    public GitInstallation Git { get; }

    /// <summary>The latest one.</summary>
    public GitInstallation Fake => _fakes[^1];

    public GitRepository Repository { get; }

    public GitContext Context => Repository.Context;

    /// <summary>The directory around the repository, removed with it.</summary>
    public string Home => Path.GetDirectoryName(Test.Path)!;

    /// <param name="init">Further arguments for <c>git init</c>.</param>
    public static async Task<OpenRepository> CreateAsync(params string[] init)
    {
        var test = TestRepository.Create(init);
        test.Git("config", "core.logAllRefUpdates", "false"); // A log is a file with the name of its reference.
        var git = GitInstallation.Find(new GitEnvironment(test.Environment), maxConcurrentProcesses: 4);
        return new OpenRepository(test, git, await GitRepository.DiscoverAsync(git, test.Path, Stop));
    }

    public ObjectId Id(string revision) => ObjectId.Parse(Test.Git("rev-parse", "--verify", revision).Trim());

    public ObjectId Commit(string branch, params (string Path, string? Content)[] changes) =>
        ObjectId.Parse(Test.Commit(branch, $"on {branch}", changes));

    /// <summary>This repository with a git of its own making.</summary>
    /// <param name="script">Bash; <c>$REAL</c> is the real git.</param>
    /// <param name="memoryBytes">What a run with it may hold.</param>
    public GitContext Faked(string script, long memoryBytes = 500 << 20)
    {
        var file = Path.Combine(Home, $"fake-{_fakes.Count}.sh");
        File.WriteAllText(file, script);
        var environment = new Dictionary<string, string>(Test.Environment, StringComparer.Ordinal)
        {
            ["FAKE_GIT"] = file,
            ["REAL"] = Git.Path,
            ["PATH"] = $"{Path.Combine(AppContext.BaseDirectory, "Fakes")}:{Test.Environment["PATH"]}",
        };
        _fakes.Add(GitInstallation.Find(new GitEnvironment(environment), maxConcurrentProcesses: 4, memoryBytes));
        return Context with { Git = _fakes[^1] };
    }

    /// <summary>Returns when the first fake waits at the door.</summary>
    public Task UntilSomebodyWaitsAsync() => Patience.UntilAsync(() => File.Exists(Door));

    public Task OpenDoorAsync() => File.WriteAllTextAsync(Door, "go\n", Stop);

    private string Door => Path.Combine(Home, "fake-0.sh.door");

    public void Dispose()
    {
        // .NET cannot delete a file whose name is not UTF-8, so no reference stays a file.
        Test.Run(["pack-refs", "--all"], []);
        _fakes.ForEach(fake => fake.Dispose());
        Git.Dispose();
        Test.Dispose();
    }
}

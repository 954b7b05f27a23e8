using System.Text;
using Collimate.Git.Merging;
using Collimate.Git.Objects;
using Collimate.Git.Sessions;
using Collimate.Git.Tests.Kit;

namespace Collimate.Git.Tests.Merging;

public sealed class Merge_lanes
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Merge_as_git_does_one_by_one(int lanes)
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Branches(repository, 70);
        await using var under = await LanesUnderTest.StartAsync(repository, lanes);

        var results = await Task.WhenAll(tips.Select(under.MergeAsync));

        Assert.Equal(tips.Select(tip => Alone(repository, tip)), results.Select(Describe));
        Assert.Contains(results, result => result is MergeResult.Conflicted);
        Assert.Contains(results, result => result is MergeResult.Clean);
    }

    [Fact]
    public async Task Write_only_into_the_quarantine()
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Branches(repository, 2);
        var before = repository.Test.Git("count-objects", "-v");
        await using var under = await LanesUnderTest.StartAsync(repository, 1);

        var clean = Assert.IsType<MergeResult.Clean>(await under.MergeAsync(tips[1]));

        Assert.Equal(1, repository.Test.Run(["cat-file", "-e", clean.Tree.ToString()], []).ExitCode);
        Assert.Equal(0, (await GitProcess.RunAsync(under.Quarantine.Context, ["cat-file", "-e", clean.Tree.ToString()], default, OpenRepository.Stop)).ExitCode);
        Assert.Equal(Line(before, "count:"), Line(repository.Test.Git("count-objects", "-v"), "count:"));
    }

    [Theory]
    [InlineData("unrelated history")]
    [InlineData("missing tree")]
    [InlineData("missing blob")]
    [InlineData("missing commit")]
    public async Task Fail_the_guilty_pair_alone(string guilt)
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Branches(repository, 4);
        var guilty = Guilty(repository, guilt);
        var expected = tips.Select(tip => Alone(repository, tip)).ToArray();
        await using var under = await LanesUnderTest.StartAsync(repository, 1);
        Task<MergeResult>[] asked = [];

        await under.TogetherAsync(tips[0], () => asked = [.. tips.Append(guilty).Concat(tips).Select(under.MergeAsync)]);

        var results = asked.Select(task => task.Result).ToArray();
        Assert.NotEmpty(Assert.IsType<MergeResult.Failed>(results[4]).Reason);
        Assert.Equal([.. expected, .. expected], results.Where((_, i) => i != 4).Select(Describe));
    }

    [Theory]
    [InlineData("info/attributes")]
    [InlineData("objects/info/alternates")]
    [InlineData("the working directory")]
    public async Task Learn_what_this_repository_always_complains_about(string where)
    {
        using var repository = await OpenRepository.CreateAsync();
        var tips = Branches(repository, 4);
        var file = where == "the working directory"
            ? Path.Combine(LanesUnderTest.WorkingDirectory(repository), ".gitattributes")
            : Path.Combine(repository.Repository.CommonDirectory, where);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, where.StartsWith("objects", StringComparison.Ordinal) ? "/no/such/objects\n" : "!f text\n", OpenRepository.Stop);
        await using var under = await LanesUnderTest.StartAsync(repository, 1);

        var results = await Task.WhenAll(tips.Select(under.MergeAsync));

        Assert.NotEmpty(under.Merges.StandingErrors);
        Assert.Equal(tips.Select(tip => Alone(repository, tip)), results.Select(Describe));
    }

    [Fact]
    public async Task Have_nothing_to_learn_from_a_healthy_repository()
    {
        using var repository = await OpenRepository.CreateAsync("--object-format=sha256");
        await using var under = await LanesUnderTest.StartAsync(repository, 1);

        Assert.Empty(under.Merges.StandingErrors);
        Assert.IsType<MergeResult.Clean>(await under.MergeAsync(repository.Id("main")));
    }

    [Theory]
    [InlineData("echo 'usage: git merge-tree' >&2; exit 129", "usage")]
    [InlineData("printf '1\\0'", "no message")]
    public async Task Do_not_start_with_a_git_that_cannot_merge(string script, string reason)
    {
        using var repository = await OpenRepository.CreateAsync();

        var failure = await Assert.ThrowsAsync<GitFailedException>(() =>
            LanesUnderTest.StartAsync(repository, 1, repository.Faked(script), TimeProvider.System));

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Do_not_start_without_a_quarantine()
    {
        using var repository = await OpenRepository.CreateAsync();
        await using var under = await LanesUnderTest.StartAsync(repository, 1);
        var options = new SandboxMergeOptions(repository.Context, GitCapabilities.None);

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            SandboxMerges.StartAsync(under.Lanes, options, repository.Id("main"), OpenRepository.Stop));
    }

    /// <summary>Every third conflicts in the file that main changes too.</summary>
    internal static ObjectId[] Branches(OpenRepository repository, int count)
    {
        const string lines = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        repository.Commit("main", ("f", lines));
        var origin = repository.Id("main").ToString();
        var tips = Enumerable.Range(0, count).Select(i =>
        {
            repository.Test.Branch($"b{i}", origin);
            return repository.Commit($"b{i}", ("f", i % 3 == 0 ? $"one {i}\n{lines[2..]}" : $"{lines[..^2]}nine {i}\n"));
        }).ToArray();
        repository.Commit("main", ("f", $"changed\n{lines[2..]}"));
        return tips;
    }

    internal static ObjectId Guilty(OpenRepository repository, string guilt)
    {
        switch (guilt)
        {
            case "unrelated history":
                repository.Test.FastImport("commit refs/heads/alien\ncommitter A <a@b> 1 +0000\ndata 0\n"u8.ToArray());
                return repository.Id("alien");
            case "missing commit":
                return ObjectId.Parse(new string('1', 40));
            default:
                repository.Test.Branch("innocent", "main~1");
                var tip = repository.Commit("innocent", ("f", "guilty\n"));
                var missing = repository.Id(guilt == "missing tree" ? "innocent^{tree}" : "innocent:f").ToString();
                File.Delete(Path.Combine(repository.Repository.ObjectDirectory, missing[..2], missing[2..]));
                return tip;
        }
    }

    internal static string Alone(OpenRepository repository, ObjectId tip)
    {
        var (exitCode, output, _) = repository.Test.Run(["merge-tree", "--write-tree", "-z", "--no-messages", "--name-only", "main", tip.ToString()], []);
        var fields = Encoding.UTF8.GetString(output).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        return exitCode == 0 ? $"clean {fields[0]}" : $"conflicts {string.Join(' ', fields.Skip(1))}";
    }

    internal static string Describe(MergeResult result) => result switch
    {
        MergeResult.Clean clean => $"clean {clean.Tree}",
        MergeResult.Conflicted conflicted => $"conflicts {string.Join(' ', conflicted.Paths.Select(path => path.Path))}",
        _ => result.ToString(),
    };

    private static string Line(string text, string start) => text.Split('\n').Single(line => line.StartsWith(start, StringComparison.Ordinal));
}

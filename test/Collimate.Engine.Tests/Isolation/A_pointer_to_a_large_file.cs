using Collimate.TestKit;

namespace Collimate.Engine.Tests.Isolation;

/// <summary>As git LFS leaves them in the history.</summary>
public sealed class A_pointer_to_a_large_file
{
    [Fact]
    public async Task Is_taken_from_the_only_side_that_changed_it_and_else_conflicts()
    {
        // arrange
        using var repository = TestRepository.Create();
        var canary = repository.Beside("canary");
        foreach (var (key, program) in new[] { ("clean", "clean"), ("smudge", "smudge"), ("process", "filter-process") })
        {
            repository.Git("config", $"filter.lfs.{key}", $"touch '{canary}'; git-lfs {program} -- %f");
        }

        repository.Commit("main", "files", (".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n"), ("one.bin", Pointer('1')), ("two.bin", Pointer('2')));
        repository.Commit("alone", "change", ("one.bin", Pointer('3')));
        repository.Commit("both", "change", ("two.bin", Pointer('4')));
        repository.Commit("main", "change", ("two.bin", Pointer('5')));

        // act
        var run = await new Alignment(repository).RunAsync("alone", "both");

        // assert
        Assert.Equal((1, 1), (run.Successful, run.Failed));
        Assert.Equal((Pointer('3'), Pointer('5')), (repository.Show("alone", "one.bin"), repository.Show("alone", "two.bin")));
        Assert.Equal(["merge_conflict_unresolvable"], run.Branches.Single(branch => branch.BranchName == "both").ErrorsDetected);
        Assert.False(File.Exists(canary));
    }

    private static string Pointer(char digit) => $"version https://git-lfs.github.com/spec/v1\noid sha256:{new string(digit, 64)}\nsize 12345\n";
}

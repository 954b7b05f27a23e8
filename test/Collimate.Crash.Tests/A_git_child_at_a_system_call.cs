using Collimate.Crash.Tests.Checking;
using Collimate.Crash.Tests.Dying;
using Collimate.Crash.Tests.Running;

namespace Collimate.Crash.Tests;

/// <summary>The git children, at every system call that changes the disk or answers the tool.</summary>
public sealed class A_git_child_at_a_system_call(Tally tally)
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, Task<IReadOnlyList<SystemCall>>> Calls = new(StringComparer.Ordinal);

    public static TheoryData<string> Children => Sample.IsWhole ? ["update-ref", "pack-objects", "hash-object", "merge-tree"] : ["update-ref"];

    [Theory]
    [MemberData(nameof(Children))]
    public Task Can_be_killed_and_the_run_says_what_is_true(string child) => TryAllAsync(child, Fault.KillsGit);

    [Theory]
    [MemberData(nameof(Children))]
    public Task Can_be_killed_with_the_whole_run_and_the_next_run_makes_it_good(string child) => TryAllAsync(child, Fault.KillsEverything);

    [Theory]
    [MemberData(nameof(Children))]
    public Task Can_find_the_disk_full(string child) => TryAllAsync(child, Fault.NoSpace);

    [Theory]
    [MemberData(nameof(Children))]
    public Task Can_find_the_disk_full_for_good(string child) => TryAllAsync(child, Fault.NoSpaceFromThenOn);

    [Theory]
    [MemberData(nameof(Children))]
    public Task Can_find_the_disk_broken(string child) => TryAllAsync(child, Fault.BadDisk);

    [Theory]
    [MemberData(nameof(Children))]
    public Task Can_have_too_many_files_open(string child) => TryAllAsync(child, Fault.TooManyFiles);

    private async Task TryAllAsync(string child, Fault fault)
    {
        Assert.SkipUnless(Strace.Works, Strace.Advice);
        var possible = (await CallsOfAsync(child)).Where(fault.CanHappenAt).ToArray();
        var expected = await Expectation.Value;
        var cases = new List<(IDeath, IDeath?)>();
        foreach (var (i, call) in Sample.Of(possible, fault == Fault.KillsEverything ? 2 : 1).Index())
        {
            cases.Add((new GitFault(call, fault), null));
            if (Sample.IsWhole || fault == Fault.KillsEverything)
            {
                cases.Add((new GitFault(call, fault), new Chance(Sample.Seed + i).KillDuringRecovery(expected)));
            }
        }

        await Matrix.TryAsync(tally, $"{child}: {fault.Name}", cases);
    }

    private static Task<IReadOnlyList<SystemCall>> CallsOfAsync(string child)
    {
        lock (Gate)
        {
            return Calls.TryGetValue(child, out var known) ? known : Calls[child] = FindAsync(child);
        }
    }

    private static async Task<IReadOnlyList<SystemCall>> FindAsync(string child)
    {
        using var scene = (await Expectation.Value).NewScene();
        return await GitFault.FindCallsAsync(scene, child, CancellationToken.None);
    }
}

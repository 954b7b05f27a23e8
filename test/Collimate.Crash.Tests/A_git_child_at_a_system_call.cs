using Collimate.Crash.Tests.Checking;
using Collimate.Crash.Tests.Dying;
using Collimate.Crash.Tests.Running;

namespace Collimate.Crash.Tests;

/// <summary>The git children, at every system call that changes the disk or answers the tool.</summary>
public sealed class A_git_child_at_a_system_call(Tally tally)
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, Task<IReadOnlyList<SystemCall>>> Calls = new(StringComparer.Ordinal);

    private static readonly string[] All = ["update-ref", "pack-objects", "hash-object", "merge-tree"];
    private static readonly Fault[] Faults =
        [Fault.KillsGit, Fault.KillsEverything, Fault.NoSpace, Fault.NoSpaceFromThenOn, Fault.BadDisk, Fault.TooManyFiles];

    /// <summary>A child of git, and what happens to it.</summary>
    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var child in Sample.IsWhole ? All : All[..1])
            {
                foreach (var fault in Sample.IsWhole ? Faults : Faults[..2])
                {
                    cases.Add(new TheoryDataRow<string, string>(child, fault.Name).WithTrait("child", child).WithTrait("fault", fault.Name));
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Can_be_killed_or_fail_and_nothing_is_lost(string child, string fault) => TryAllAsync(child, Faults.Single(known => known.Name == fault));

    private async Task TryAllAsync(string child, Fault fault)
    {
        Assert.True(Strace.Works, Strace.Advice);
        var possible = (await CallsOfAsync(child)).Where(fault.CanHappenAt).ToArray();
        var expected = await Expectation.Value;
        var cases = new List<(IDeath, IDeath?)>();
        foreach (var (i, call) in Sample.Of(possible, few: 1).Index())
        {
            cases.Add((new GitFault(call, fault), null));
            if (Sample.IsWhole)
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

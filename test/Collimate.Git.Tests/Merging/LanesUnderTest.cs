using Collimate.Git.Merging;
using Collimate.Git.Objects;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;
using Collimate.Git.Tests.Kit;

namespace Collimate.Git.Tests.Merging;

/// <summary>Lanes over a repository, with a quarantine, an empty working directory and everything at hand that a test may turn.</summary>
internal sealed class LanesUnderTest : IAsyncDisposable
{
    private LanesUnderTest(OpenRepository repository, MergeLanes lanes, SandboxMerges merges, Quarantine quarantine)
    {
        Repository = repository;
        Lanes = lanes;
        Merges = merges;
        Quarantine = quarantine;
    }

    public OpenRepository Repository { get; }

    public MergeLanes Lanes { get; }

    public SandboxMerges Merges { get; }

    public Quarantine Quarantine { get; }

    public required MemoryLimit Memory { get; init; }

    public static Task<LanesUnderTest> StartAsync(OpenRepository repository, int lanes) => StartAsync(repository, lanes, repository.Context, TimeProvider.System);

    public static Task<LanesUnderTest> StartAsync(OpenRepository repository, int lanes, GitContext context, TimeProvider time) =>
        StartAsync(repository, lanes, context, time, GitCapabilities.None);

    public static async Task<LanesUnderTest> StartAsync(
        OpenRepository repository, int lanes, GitContext context, TimeProvider time, GitCapabilities capabilities)
    {
        var quarantine = Quarantine.Create(repository.Repository with { Context = context }, "lanes");
        var memory = new MemoryLimit(1 << 30, context.Git.Live);
        var started = new MergeLanes(new MergeLaneOptions(lanes, memory, time));
        var options = new SandboxMergeOptions(quarantine.Context with { WorkingDirectory = WorkingDirectory(repository) }, capabilities);
        var merges = await SandboxMerges.StartAsync(started, options, repository.Id("main"), OpenRepository.Stop).InTimeAsync();
        return new LanesUnderTest(repository, started, merges, quarantine) { Memory = memory };
    }

    public static string WorkingDirectory(OpenRepository repository) => Directory.CreateDirectory(Path.Combine(repository.Home, "sandbox")).FullName;

    public Task<MergeResult> MergeAsync(ObjectId theirs) => MergeAsync(theirs, new WorkBudget(TimeSpan.FromHours(1)));

    public Task<MergeResult> MergeAsync(ObjectId theirs, WorkBudget budget) =>
        Merges.MergeAsync(new MergePair(Repository.Id("main"), theirs), budget, OpenRepository.Stop).InTimeAsync();

    /// <summary>Holds the only lane at the door until <paramref name="ask"/> has put its requests into the queue, so that they meet in one batch.</summary>
    public async Task TogetherAsync(ObjectId first, Func<Task[]> ask)
    {
        var slots = Merges.Options.Context.Git.Slots;
        var held = slots.CurrentCount;
        for (var i = 0; i < held; i++)
        {
            await slots.WaitAsync(OpenRepository.Stop);
        }

        var atTheDoor = MergeAsync(first);
        await Patience.UntilAsync(() => Memory.PeakBytes > 0);
        var asked = ask();
        slots.Release(held);
        await atTheDoor;
        await Task.WhenAll(asked);
    }

    public async ValueTask DisposeAsync()
    {
        await Lanes.DisposeAsync().AsTask().InTimeAsync();
        Quarantine.Dispose();
    }
}

using System.Collections.Concurrent;
using Collimate.Engine.Categorizing;
using Collimate.Engine.Integrating;
using Collimate.Engine.Planning;
using Collimate.TestKit;
using Collimate.TestKit.Fakes;
using static Collimate.Engine.Tests.Input;

namespace Collimate.Engine.Tests.Orchestrating;

public sealed class A_target_group : IDisposable
{
    private readonly TestRepository _repository = TestRepository.Create();
    private readonly string[] _names = Names("branch", 9);

    public A_target_group()
    {
        var history = new History(_repository).Start("scientific", "main");
        foreach (var name in _names)
        {
            history.Start(name, "main");
        }

        history.Commit("main", "newer", FileChange.File("newer", "1\n")).Commit("scientific", "newer", FileChange.File("newer", "2\n")).Import();
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Works_on_as_many_branches_at_once_as_it_has_workers_and_never_on_more()
    {
        // arrange: nobody may go before three are inside
        var gathering = new Gathering(3);

        // act
        var run = await RunAsync(Meeting(gathering), new OrchestrationOptions { MaxWorkersPerTarget = 3 }, [.. _names.Select(name => Branch(name))]);

        // assert
        Assert.Equal(9, run.Successful);
        Assert.Equal(3, gathering.Most);
    }

    [Fact]
    public async Task Shares_its_workers_among_all_three_parts()
    {
        // arrange
        var gathering = new Gathering(2);
        var modules = Meeting(gathering) with
        {
            Detector = new FakeDetector(async (_, token) =>
            {
                await gathering.MeetAsync(token);
                return [];
            }),
            Documenter = new FakeDocumenter(async (_, token) =>
            {
                await gathering.MeetAsync(token);
                return "";
            }),
        };

        // act
        var run = await RunAsync(modules, new OrchestrationOptions { MaxWorkersPerTarget = 2 }, [.. _names.Select(name => Branch(name))]);

        // assert
        Assert.Equal(9, run.Successful);
        Assert.Equal(2, gathering.Most);
    }

    [Fact]
    public async Task Works_on_one_branch_at_a_time_without_parallelization()
    {
        var gathering = new Gathering(1);

        await RunAsync(
            Meeting(gathering),
            new OrchestrationOptions { EnableParallelization = false, MaxWorkersPerTarget = 8 },
            [.. _names.Select(name => Branch(name))]);

        Assert.Equal(1, gathering.Most);
    }

    [Fact]
    public async Task Works_alone_on_each_branch_that_demands_it_and_only_after_all_others()
    {
        // arrange: those that may run together must, those that must run alone may not meet anybody
        var together = new Gathering(2);
        var inside = 0;
        var order = new ConcurrentQueue<string>();
        var modules = FakeModules.Fast with
        {
            Integration = new FakeIntegration(async (plan, token) =>
            {
                order.Enqueue(plan.Branch);
                var alone = Interlocked.Increment(ref inside) == 1;
                await (plan.Branch.CompareTo("branch-03", StringComparison.Ordinal) > 0 ? together.MeetAsync(token) : Task.Delay(0, token));
                Assert.True(plan.Branch.CompareTo("branch-03", StringComparison.Ordinal) > 0 || (alone && Volatile.Read(ref inside) == 1));
                Interlocked.Decrement(ref inside);
                return FakeIntegration.Success(plan);
            }),
        };
        CategorizedBranch[] branches = [.. _names[..3].Select(name => Sequential(name, 1)), .. _names[3..].Select(name => Branch(name))];

        // act
        var run = await RunAsync(modules, new OrchestrationOptions(), branches);

        // assert
        Assert.Equal(9, run.Successful);
        Assert.Equal(["branch-01", "branch-02", "branch-03"], order.Skip(6));
    }

    [Fact]
    public async Task Is_merged_in_the_object_database_while_the_group_before_it_is_not_done()
    {
        // arrange: the first group cannot end before a branch of the second has been integrated
        var secondGroup = new TaskCompletionSource();
        var modules = FakeModules.Fast with
        {
            Integration = new FakeBatchingIntegration(async (plan, cancellation) =>
            {
                if (plan.Target == "scientific")
                {
                    secondGroup.TrySetResult();
                }
                else
                {
                    await secondGroup.Task.WaitAsync(TimeSpan.FromMinutes(1), cancellation);
                }

                return FakeIntegration.Success(plan);
            }),
        };

        // act
        var run = await RunAsync(
            modules, new OrchestrationOptions(), [.. _names[5..].Select(name => Branch(name, "scientific")), .. _names[..5].Select(name => Branch(name))]);

        // assert
        Assert.Equal(9, run.Successful);
    }

    [Fact]
    public async Task Begins_only_when_the_group_before_it_is_published()
    {
        // arrange: when a branch of the second group is worked on, every branch of the first has moved
        var movedBefore = new ConcurrentQueue<bool>();
        var modules = FakeModules.Fast with
        {
            Integration = new FakeIntegration((plan, _) =>
            {
                if (plan.Target == "scientific")
                {
                    movedBefore.Enqueue(_names[..5].All(name => _repository.Tip(name) == _repository.Tip("main")));
                }

                return Task.FromResult(FakeIntegration.Success(plan));
            }),
        };

        // act
        var run = await RunAsync(
            modules, new OrchestrationOptions(), [.. _names[5..].Select(name => Branch(name, "scientific")), .. _names[..5].Select(name => Branch(name))]);

        // assert
        Assert.Equal(9, run.Successful);
        Assert.Equal([true, true, true, true], movedBefore);
    }

    [Fact]
    public async Task Retires_in_plan_order_although_its_branches_finish_in_reverse()
    {
        // arrange: each branch waits for the one after it
        var finished = _names.ToDictionary(name => name, _ => new TaskCompletionSource(), StringComparer.Ordinal);
        finished.Add("branch-10", new TaskCompletionSource());
        finished["branch-10"].SetResult();
        var order = new ConcurrentQueue<string>();
        var modules = FakeModules.Fast with
        {
            Documenter = new FakeDocumenter(async (plan, token) =>
            {
                await finished[$"branch-{plan.Number + 1:00}"].Task.WaitAsync(token);
                order.Enqueue(plan.Branch);
                finished[plan.Branch].SetResult();
                return "";
            }),
        };

        // act
        var run = await RunAsync(modules, new OrchestrationOptions { MaxWorkersPerTarget = 9 }, [.. _names.Select(name => Branch(name))]);

        // assert
        Assert.Equal(_names.Reverse(), order);
        Assert.Equal(_names, run.Branches.Select(branch => branch.BranchName));
        Assert.Equal(_names, JournalFile.Read(run.Folder).Where(line => line.Kind == "published").Select(line => line.Text("branch")));
    }

    private static AlignmentModules Meeting(Gathering gathering) => FakeModules.Fast with
    {
        Integration = new FakeIntegration(async (plan, token) =>
        {
            await gathering.MeetAsync(token);
            return FakeIntegration.Success(plan);
        }),
    };

    private Task<RunResult> RunAsync(AlignmentModules modules, OrchestrationOptions options, CategorizedBranch[] branches) =>
        new Alignment(_repository) { Options = new AlignmentOptions { Orchestration = options }, Modules = modules }
            .RunAsync(branches, TestContext.Current.CancellationToken);

    /// <summary>As the built-in one, it promises to have no effect outside the quarantine.</summary>
    private sealed class FakeBatchingIntegration(Func<BranchPlan, CancellationToken, Task<IntegrationResult>> integrate) : IBatchingIntegration
    {
        public Task<IntegrationResult> IntegrateAsync(IntegrationRequest request, CancellationToken cancellationToken) =>
            integrate(request.Plan, cancellationToken);
    }
}

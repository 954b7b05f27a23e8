using System.Diagnostics;
using Collimate.Cli.Rendering;
using Collimate.Git;
using Collimate.TestKit.Fakes;

namespace Collimate.Cli.Tests.Rendering;

/// <remarks>The clock stands still in all of them: steps that take no time must still lie within one another.</remarks>
public sealed class The_rows_of_a_timeline : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("collimate-trace-");
    private readonly string _path;
    private readonly RunTrace _trace;

    public The_rows_of_a_timeline()
    {
        _path = Path.Combine(_directory.FullName, "trace.json");
        _trace = new RunTrace(_path, new FakeTime());
    }

    public void Dispose()
    {
        _trace.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public void Are_two_when_a_branch_does_two_things_at_a_time()
    {
        // act
        using (var branch = Start(Timeline.Branch))
        {
            using var first = Start(Timeline.Integrate);
            Activity.Current = branch;
            using var second = Start(Timeline.Detect);
            first.Dispose();
        }

        // assert
        var trace = Read();
        Assert.Equal("branches 1", trace.Rows[Assert.Single(trace.Of(Timeline.Integrate)).Place]);
        Assert.Equal("branches 2", trace.Rows[Assert.Single(trace.Of(Timeline.Detect)).Place]);
    }

    [Fact]
    public void End_what_a_step_left_behind_together_with_it()
    {
        // act
        var branch = Start(Timeline.Branch);
        using var leftBehind = Start(Timeline.Integrate);
        branch.Dispose();
        using var next = Start(Timeline.Branch);

        // assert
        var trace = Read();
        Assert.Single(trace.Of(Timeline.Integrate));
        Assert.All(trace.Of(Timeline.Branch), step => Assert.Equal("branches 1", trace.Rows[step.Place]));
    }

    [Fact]
    public void Are_as_many_as_are_needed_at_a_time()
    {
        // act
        for (var i = 0; i < 100; i++)
        {
            using var one = Start(Timeline.Branch);
            Activity.Current = one.Parent;
            using var other = Start(Timeline.Branch);
        }

        // assert
        Assert.Equal(["branches 1", "branches 2", "run"], Read().Rows.Values.Order(StringComparer.Ordinal));
    }

    private static Activity Start(string step) => Timeline.Start(step) ?? throw new InvalidOperationException("nobody listens");

    private TraceDocument Read()
    {
        _trace.Finish();
        var trace = TraceDocument.Read(_path);
        trace.ProveThatStepsNest();
        return trace;
    }
}

using System.Text;
using Collimate.Benchmarks;
using Collimate.Benchmarks.Generating;
using Collimate.Benchmarks.Machine;
using Collimate.Benchmarks.Measuring;
using Collimate.Benchmarks.Reporting;

namespace Collimate.Engine.Tests.Orchestrating;

/// <summary>A floor that did less than the product would flatter nobody but itself.</summary>
public sealed class The_floor_of_a_benchmark : IDisposable
{
    private static readonly RecordedCall Call = new("folder", "", "");

    private readonly string _directory = Directory.CreateTempSubdirectory("floor-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Repeats_every_merge_of_the_product_with_the_same_answers()
    {
        // arrange
        var shape = new RepositoryShape { Files = RepositoryShape.FewestFiles, Branches = 12, Conflicts = 0.25, Ahead = 4, Groups = 2, Stacked = 0.3 };
        var prepared = await PreparedRepository.GenerateAsync(shape, Path.Combine(_directory, "repository"));
        var git = await Toolbox.FindGitAsync();
        var recording = new MergeRecording(Path.Combine(_directory, "recording"), RecordingMode.Note);
        recording.Prepare(git);

        // act
        var report = await new IntegrationAlone(prepared.Directory, prepared.Input, lanes: 2, recording).MeasureAsync();
        var merges = recording.Read();
        var places = new Places(_directory);
        var floor = await MergeFloor.PrepareAsync(git, prepared.Directory, merges, places);
        await floor.MeasureAsync(processes: 2, Dealing.InTurn);
        await floor.MeasureAsync(processes: 1, Dealing.InBlocks);

        // assert
        Assert.Equal(prepared.ExpectedAligned, report.Tips.Count);
        Assert.Equal(prepared.Branches.Count - prepared.ExpectedAligned, report.Conflicted);
        Assert.InRange(merges.All.Count, prepared.Branches.Count, prepared.Branches.Count * shape.CommitsPerBranch);

        var other = merges with { All = [.. merges.All.SkipLast(1), merges.All[^1] with { Answer = "1\0another tree" }] };
        floor = await MergeFloor.PrepareAsync(git, prepared.Directory, other, places);
        await Assert.ThrowsAsync<BenchmarkException>(() => floor.MeasureAsync(processes: 2, Dealing.InTurn));
    }

    [Fact]
    public void Keeps_merges_in_one_process_that_need_what_another_one_wrote()
    {
        // arrange: the commit 'step' has the tree that the first merge writes
        var first = Merge("target one", "written");
        var unrelated = Merge("target two", "kept");
        var second = Merge("step three", "kept");
        var last = Merge("target four", "kept");
        var trees = new[] { "target", "one", "two", "three", "four" }.ToDictionary(id => id, id => $"tree of {id}", StringComparer.Ordinal);
        trees["step"] = "written";
        trees["four"] = "kept";

        // act: 'kept' was there before anything was merged
        var chains = new MergeChains(trees, tree => tree == "written").Of([first, unrelated, second, last]);

        // assert
        Assert.Equal([[first, second], [unrelated], [last]], chains);
    }

    [Fact]
    public void Takes_no_answer_that_git_did_not_finish()
    {
        Assert.Equal(
            ["1\0clean", "0\0conflict\0entry one\0entry two"],
            MergeAnswers.Split(Encoding.ASCII.GetBytes("1\0clean\0\0" + "0\0conflict\0entry one\0entry two\0\0" + "0\0torn\0entry")));
    }

    [Fact]
    public void Is_reported_with_the_spread_of_the_pairs_and_with_broken_promises()
    {
        var section = new Section("something")
        {
            Facts = [new("branches", 2)],
            Measurements = [new("align", [new Cost(2, 3), new Cost(1, 1.5), new Cost(40, 0.25)])],
            Ratios = [new("align / floor", [1.25, 1.75, 1.5]) { AtMost = 1.4 }, new("naive / align", [100]) { AtLeast = 100 }],
        };

        Assert.Equal(
            """
            ### something

            * branches: 2

            | seconds, median (least to most) |               clock |       processor time | rounds |
            | ------------------------------- | ------------------: | -------------------: | -----: |
            | align                           | 2.00 (1.00 to 40.0) | 1.50 (0.250 to 3.00) |      3 |

            | ratio, pair by pair | median (least to most) |            promised |
            | ------------------- | ---------------------: | ------------------: |
            | align / floor       |    1.50 (1.25 to 1.75) | at most 1.4: BROKEN |
            | naive / align       |                    100 | at least 100: holds |

            violations: 0

            """,
            MarkdownReport.Write(section));
    }

    private static RecordedMerge Merge(string question, string tree) => new(Call, question, $"1\0{tree}");
}

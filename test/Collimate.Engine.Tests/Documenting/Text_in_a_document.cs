using Collimate.Engine.Documenting;
using Collimate.Engine.Detecting;
using Collimate.Engine.Integrating;
using Collimate.Engine.Planning;
using Collimate.Engine.Tests.Reporting;
using Collimate.Git.Objects;
using Collimate.TestKit;

namespace Collimate.Engine.Tests.Documenting;

public sealed class Text_in_a_document
{
    private const string Hostile = A_run_with_every_kind_of_outcome.Hostile;
    private const string Harmless = @"x\\x1B\[31m\|\`\$\(a\)\`\<img src=x\>\[l\]\(http\://e\)\\u202E\*\_\~\#\@you\\x0D\\x0A\# y";

    private static readonly ObjectId Id = ObjectId.Parse(new string('1', 40));

    [Fact]
    public void That_others_wrote_shows_as_it_is_and_does_nothing() => Assert.Equal(Harmless, MarkdownText.Escape(Hostile));

    [Fact]
    public void Of_the_checklist_is_one_line_for_each_branch()
    {
        var lines = AlignmentChecklist.Write(A_run_with_every_kind_of_outcome.Result).Split('\n');

        Assert.Equal("# Alignment checklist", lines[0]);
        Assert.Contains("Run `20251222T143000Z-abcd`: 4 aligned, 4 failed.", lines);
        Assert.Contains("- [x] rebased", lines);
        Assert.Contains(@"- [ ] conflicting: Merge conflict in src/auth\.py \(unresolvable\). Do something.", lines);
        Assert.Equal(3, lines.Count(line => line == $@"  - src/auth\.py: last touched by `2222222222`, {Harmless}: {Harmless}"));
        Assert.Contains($@"- [ ] {Harmless}: a \| b. Do something.", lines);
        Assert.Contains("- [ ] untried: not attempted", lines);
        Assert.Contains($"- [ ] {Harmless}: not attempted", lines);
        Assert.Contains($"## broken {Harmless}", lines);
        Assert.Contains("The circuit breaker opened: 5 of 5 branches failed.", lines);
        Assert.Equal(10, lines.Count(line => line.StartsWith("- [", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Of_a_summary_is_escaped_in_every_place()
    {
        var integration = new IntegrationResult.Integrated(Id)
        {
            Replayed = [new ReplayedCommit(Id, Id, Hostile)],
            BecameEmpty = [Id],
            SignaturesDropped = 3,
        };
        var findings = new[] { new Finding("style", Severity.Warning, Hostile, 3, Hostile) };

        var text = await WriteAsync(Hostile, new PlannedAction.Replay([Id]), integration, findings);

        Assert.StartsWith($"# {Harmless}\n\nThe commits of the branch were applied again on top of its target.\n", text, StringComparison.Ordinal);
        Assert.Contains($"| `1111111111` | `1111111111` | {Harmless} |\n", text, StringComparison.Ordinal);
        Assert.Contains($"| Warning | {Harmless}:3 | {Harmless} |\n", text, StringComparison.Ordinal);
        Assert.Contains($"## Left out because the target has the change already\n\n* `{Id}`, of which nothing was left\n", text, StringComparison.Ordinal);
        Assert.Contains("Signatures of 3 commits could not be kept", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text, character => char.IsControl(character) && character != '\n');
    }

    [Fact]
    public async Task Of_a_summary_says_what_was_done()
    {
        var nothing = new IntegrationResult.Integrated(Id);

        Assert.Contains("had the newest commits of its target already", await WriteAsync("b", new PlannedAction.AlreadyAligned(), null, []), StringComparison.Ordinal);
        Assert.Contains("was moved to the tip of its target", await WriteAsync("b", new PlannedAction.FastForward(), nothing, []), StringComparison.Ordinal);
        Assert.Contains("The target has every change of the branch already", await WriteAsync("b", new PlannedAction.Replay([Id]), nothing, []), StringComparison.Ordinal);
        Assert.Contains("The target was merged into the branch", await WriteAsync("b", new PlannedAction.Merge(), nothing, []), StringComparison.Ordinal);
        await Assert.ThrowsAsync<System.Diagnostics.UnreachableException>(
            () => WriteAsync("b", new PlannedAction.Refuse(OutcomeCodes.BranchMissing, ""), null, []));
    }

    [Fact]
    public async Task Lies_in_files_whose_names_only_remind_of_the_branch()
    {
        // arrange
        using var repository = TestRepository.Create();
        string[] names = ["feature/ä;$(x)", "a.lock.b", new string('y', 100)];
        foreach (var name in names)
        {
            repository.Branch(name, "main");
        }

        var checklist = repository.Beside("checklist.md");
        var options = new AlignmentOptions { Documentation = new DocumentationOptions { ChecklistPath = checklist } };

        // act
        var run = await new Alignment(repository) { Options = options }.RunAsync(names);

        // assert
        Assert.Equal(
            ["00001-a.lock.b.md", "00002-feature-----x-.md", $"00003-{new string('y', 60)}.md"],
            run.Branches.Select(branch => Path.GetFileName(branch.ChangesSummary!)));
        Assert.All(run.Branches, branch => Assert.Equal(Path.Combine(run.Folder, "summaries"), Path.GetDirectoryName(branch.ChangesSummary)));
        var beside = await File.ReadAllTextAsync(Path.Combine(repository.GitDirectory, "collimate/ALIGNMENT_CHECKLIST.md"), CancellationToken.None);
        Assert.Equal(AlignmentChecklist.Write(run), beside);
        Assert.Equal(beside, await File.ReadAllTextAsync(checklist, CancellationToken.None));
    }

    private static Task<string> WriteAsync(string branch, PlannedAction action, IntegrationResult.Integrated? integration, Finding[] findings) =>
        new ChangesSummary().DocumentAsync(
            new DocumentationRequest("run", A_run_with_every_kind_of_outcome.Plan(branch, action), integration, findings), CancellationToken.None);
}

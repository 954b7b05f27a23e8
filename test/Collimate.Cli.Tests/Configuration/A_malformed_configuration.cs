using System.Text;
using Collimate.Cli.Configuration;
using Collimate.Engine;
using Collimate.TestKit;

namespace Collimate.Cli.Tests.Configuration;

public sealed class A_malformed_configuration
{
    public static TheoryData<string> Names { get; } = [.. MalformedFiles.Configurations.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_refused_with_line_column_and_path(string name)
    {
        var file = MalformedFiles.Configurations.Single(f => f.Name == name);

        var refusal = Assert.Throws<BadInputException>(() => ConfigurationFile.Parse(file.Content.Span, "collimate.yaml"));

        Assert.Contains(refusal.Problems, p =>
            (p.Line, p.Column, p.Path) == (file.Problem.Line, file.Problem.Column, file.Problem.Path)
            && $"{p.Found}, expected {p.Expected}".Contains(file.Problem.Fragment, StringComparison.Ordinal));
    }

    [Fact]
    public void Has_all_its_problems_listed_in_the_order_of_the_file()
    {
        var refusal = Refusal("""
            orchestration:
              max_workers_per_target: many
              log_levle: INFO
              failure_threshold_percent: 101
            checks: {}
            targets: [main, 'a b', main]
            publish: [
            """);

        Assert.Equal(
            [
                "2:27 $.orchestration.max_workers_per_target: the text 'many', expected a whole number from 1 to 256",
                "3:3 $.orchestration.log_levle: the unknown key 'log_levle', expected 'log_level' (the nearest valid key)",
                "4:30 $.orchestration.failure_threshold_percent: the number 101, expected a whole number from 0 to 100",
                "5:1 $.checks: the unknown key 'checks', expected one of targets, orchestration, integration, detection, documentation, publish (the nearest is 'targets')",
                "6:17 $.targets[1]: the text 'a b' (the branch name 'a b' contains a space), expected the name of a branch as text",
                "6:24 $.targets[2]: 'main' a second time (first on line 6), expected each name once",
                "7:10 $.publish: a list, expected a mapping of keys to values",
                "8:1 $.publish: broken YAML (while parsing a node, did not find expected node content), expected well-formed YAML",
            ],
            refusal.Problems.Select(p => $"{p.Line}:{p.Column} {p.Path}: {p.Found}, expected {p.Expected}"));
    }

    [Fact]
    public void Cannot_write_to_the_terminal_through_its_text()
    {
        var refusal = Refusal("\"\\e[31m\": \"\\u202E\"\npublish: \"\\e\"\n");

        Assert.Contains("""$['\x1B[31m']: found the unknown key '\x1B[31m'""", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("""the text '\x1B'""", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_how_many_more_control_characters_there_are()
    {
        var refusal = Refusal("# \a\b\u0085\n");

        Assert.Equal(@"the character \x07 (and 2 more characters like it)", Assert.Single(refusal.Problems).Found);
    }

    [Fact]
    public void May_be_larger_than_the_limit_and_is_then_not_read()
    {
        var refusal = Assert.Throws<BadInputException>(() => ConfigurationFile.Parse(new byte[ConfigurationFile.MaxBytes + 1], "f"));

        Assert.Equal(new InputProblem(1, 1, "$", "1048577 bytes", "at most 1048576 bytes"), Assert.Single(refusal.Problems));
    }

    [Fact]
    public void Never_ends_in_another_exception_wherever_it_is_cut_or_damaged()
    {
        var good = Encoding.UTF8.GetBytes("targets:\n  - main\n  - \"é\\x41\"\npublish: {hooks: run}\norchestration:\n  max_memory_mb: 500 # c\n  log_level: |-\n    INFO\n");

        for (var i = 0; i < good.Length; i++)
        {
            ParseOrRefuse(good.AsSpan(0, i));
            foreach (var damage in "\0\"'{}[],:-?&*!|>%@\\\t\n #1\xFF"u8)
            {
                var damaged = good.ToArray();
                damaged[i] = damage;
                ParseOrRefuse(damaged);
            }
        }
    }

    private static BadInputException Refusal(string yaml) =>
        Assert.Throws<BadInputException>(() => ConfigurationFile.Parse(Encoding.UTF8.GetBytes(yaml), "collimate.yaml"));

    private static void ParseOrRefuse(ReadOnlySpan<byte> yaml)
    {
        try
        {
            Assert.NotNull(ConfigurationFile.Parse(yaml, "f"));
        }
        catch (BadInputException e)
        {
            Assert.All(e.Problems, p => Assert.True(p is { Line: > 0, Column: > 0 }));
        }
    }
}

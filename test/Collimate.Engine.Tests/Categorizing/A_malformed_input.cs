using System.Text;
using Collimate.Engine.Categorizing;
using Collimate.TestKit;

namespace Collimate.Engine.Tests.Categorizing;

public sealed class A_malformed_input
{
    public static TheoryData<string> Names { get; } = [.. MalformedFiles.Inputs.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_refused_with_line_column_and_path(string name)
    {
        var file = MalformedFiles.Inputs.Single(f => f.Name == name);

        var refusal = Assert.Throws<BadInputException>(() => CategorizedBranchesFile.Parse(file.Content.Span, "branches.json"));

        Assert.Contains(refusal.Problems, p =>
            (p.Line, p.Column, p.Path) == (file.Problem.Line, file.Problem.Column, file.Problem.Path)
            && $"{p.Found}, expected {p.Expected}".Contains(file.Problem.Fragment, StringComparison.Ordinal));
        Assert.Equal(ExitCode.BadInput, refusal.ExitCode);
    }

    [Fact]
    public void Has_all_its_problems_listed_in_the_order_of_the_file()
    {
        var refusal = Refusal("""
            {
              "branches": [
                { "branch_name": "a b", "assigned_target": "main", "confidence": 2 },
                { "assigned_target": "main" },
                null
              ],
            }
            """);

        Assert.Equal(
            [
                "3:22 $.branches[0].branch_name: 'a b', which contains a space, expected a name that git accepts for a branch",
                "3:70 $.branches[0].confidence: the number 2, expected a number from 0 to 1",
                "4:5 $.branches[1]: no key 'branch_name', expected 'branch_name' (or 'branch'), the name of a branch",
                "5:5 $.branches[2]: null, expected an object with 'branch_name' and 'assigned_target'",
                "7:1 $.branches: '}' after a comma, expected no comma after the last entry",
            ],
            refusal.Problems.Select(p => $"{p.Line}:{p.Column} {p.Path}: {p.Found}, expected {p.Expected}"));
    }

    [Fact]
    public void Is_named_in_each_line_of_the_message()
    {
        var refusal = Refusal("[1,\n2]");

        Assert.Equal(
            """
            branches.json:1:2: $[0]: found the number 1, expected an object with 'branch_name' and 'assigned_target'
            branches.json:2:1: $[1]: found the number 2, expected an object with 'branch_name' and 'assigned_target'
            """,
            refusal.Message);
        Assert.Equal("Nothing was done; mend the listed places and run the same command again.", refusal.Hint);
    }

    [Fact]
    public void Cannot_write_to_the_terminal_through_its_text()
    {
        var refusal = Refusal("""[{"branch":"\u001b[31m\u202e?","target":"m","x":{"\u001b":1,"\u001b":2}}]""");

        Assert.Contains("""'\x1B[31m\u202E?'""", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("""$[0].x['\x1B']""", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\x1B', refusal.Message);
    }

    [Fact]
    public void Is_quoted_only_in_part_where_its_text_is_long()
    {
        var refusal = Refusal($$"""[{"branch":"{{new string('x', 10_000)}}..","target":"m"}]""");

        Assert.True(refusal.Message.Length < 300, refusal.Message);
    }

    [Fact]
    public void Is_listed_up_to_a_thousand_problems()
    {
        var refusal = Refusal($"[{string.Join(',', Enumerable.Repeat("0", 5000))}]");

        Assert.Equal(1001, refusal.Problems.Count);
        Assert.Equal("4000 more problems", refusal.Problems[^1].Found);
    }

    [Fact]
    public void May_be_larger_than_the_limit_and_is_then_not_read()
    {
        var refusal = Assert.Throws<BadInputException>(() => CategorizedBranchesFile.Parse(new byte[CategorizedBranchesFile.MaxBytes + 1], "f"));

        Assert.Equal(new InputProblem(1, 1, "$", "67108865 bytes", "at most 67108864 bytes"), Assert.Single(refusal.Problems));
    }

    [Fact]
    public void Never_ends_in_another_exception_wherever_it_is_cut_or_damaged()
    {
        var good = Encoding.UTF8.GetBytes("""{"branches":[{"branch_name":"é\u00e9","assigned_target":"m","tags":["x"],"cluster_id":1.5,"confidence":1e-1,"z":{"y":[null]}}]}""");

        for (var i = 0; i < good.Length; i++)
        {
            ParseOrRefuse(good.AsSpan(0, i));
            foreach (var damage in "\0\"{}[],:\\x1\xFF"u8)
            {
                var damaged = good.ToArray();
                damaged[i] = damage;
                ParseOrRefuse(damaged);
            }
        }
    }

    private static BadInputException Refusal(string json) =>
        Assert.Throws<BadInputException>(() => CategorizedBranchesFile.Parse(Encoding.UTF8.GetBytes(json), "branches.json"));

    private static void ParseOrRefuse(ReadOnlySpan<byte> json)
    {
        try
        {
            Assert.NotNull(CategorizedBranchesFile.Parse(json, "f"));
        }
        catch (BadInputException e)
        {
            Assert.All(e.Problems, p => Assert.True(p is { Line: > 0, Column: > 0 }));
        }
    }
}

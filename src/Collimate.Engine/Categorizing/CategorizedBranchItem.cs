using System.Text.Json;
using Collimate.Engine.Reporting;
using Collimate.Git.References;

namespace Collimate.Engine.Categorizing;

/// <summary>One item of the list of branches while it is read.</summary>
internal sealed class CategorizedBranchItem(CategorizedBranchList branches, InputProblems problems, TextPosition start, string path)
{
    private readonly NamedKey _branch = new("branch_name", "branch");
    private readonly NamedKey _target = new("assigned_target", "target");
    private readonly List<string> _tags = [];
    private double? _confidence;
    private string? _clusterId;

    /// <summary>Every key that an item may have; others are ignored with a warning.</summary>
    public static IReadOnlyList<string> KnownKeys { get; } =
        ["branch_name", "branch", "assigned_target", "target", "confidence", "tags", "cluster_id", "reasoning"];

    public void Read(ref StrictJsonReader json)
    {
        while (json.AdvanceToKey())
        {
            ReadKey(ref json);
        }

        Require(_branch, "the name of a branch");
        Require(_target, "the name of its primary branch");
        if (_branch.Value is { } name && _target.Value is { } target)
        {
            branches.Add(new CategorizedBranch(name, target, _confidence, _clusterId) { Tags = _tags }, start, path);
        }
    }

    private void ReadKey(ref StrictJsonReader json)
    {
        var key = json.Text;
        switch (key)
        {
            case "branch_name" or "branch":
                ReadName(ref json, _branch, key);
                break;
            case "assigned_target" or "target":
                ReadName(ref json, _target, key);
                break;
            default:
                json.Advance();
                ReadOptional(ref json, key);
                break;
        }
    }

    private void ReadOptional(ref StrictJsonReader json, string? key)
    {
        switch (key)
        {
            case "confidence":
                ReadConfidence(ref json);
                break;
            case "tags":
                ReadTags(ref json);
                break;
            case "cluster_id":
                ReadClusterId(ref json);
                break;
            case "reasoning":
                ReadReasoning(ref json);
                break;
            default:
                branches.IgnoreKey(key);
                json.SkipValue();
                break;
        }
    }

    private void ReadName(ref StrictJsonReader json, NamedKey name, string key)
    {
        if (name.Spelling is { } other && other != key)
        {
            problems.Add(json.Position, json.Path, $"both '{other}' and '{key}'", "one of the two spellings");
        }

        name.Spelling = key;
        json.Advance();
        if (ReadText(ref json, "the name of a branch as text") is not { } text)
        {
            return;
        }

        if (BranchNameRules.FindViolation(text) is { } violation)
        {
            problems.Add(json.Position, json.Path, $"{DisplayText.Quote(text)}, which {violation}", "a name that git accepts for a branch");
            return;
        }

        name.Value = text;
    }

    private void ReadConfidence(ref StrictJsonReader json)
    {
        if (json.Token == JsonTokenType.Number && json.Number is >= 0 and <= 1)
        {
            _confidence = json.Number;
        }
        else
        {
            json.Reject("a number from 0 to 1");
        }
    }

    private void ReadTags(ref StrictJsonReader json)
    {
        if (json.Token != JsonTokenType.StartArray)
        {
            json.Reject("a list of texts");
            return;
        }

        while (json.AdvanceToItem())
        {
            if (ReadText(ref json, "a tag as text") is { } tag)
            {
                _tags.Add(tag);
            }
        }
    }

    private void ReadClusterId(ref StrictJsonReader json) =>
        _clusterId = json.Token == JsonTokenType.Number ? json.RawNumber : ReadText(ref json, "a number or a text");

    /// <summary>The reasons are for people and play no part here, but an object in their place means another format.</summary>
    private static void ReadReasoning(ref StrictJsonReader json)
    {
        if (json.Token != JsonTokenType.String)
        {
            json.Reject("a text");
        }
    }

    private string? ReadText(ref StrictJsonReader json, string expected)
    {
        if (json.Token != JsonTokenType.String)
        {
            json.Reject(expected);
            return null;
        }

        var complaint = json.Text switch
        {
            "" => "without characters",
            { } text when text.Any(char.IsControl) => "with control characters",
            _ => null,
        };
        if (complaint is null)
        {
            return json.Text;
        }

        problems.Add(json.Position, json.Path, $"the text {DisplayText.Quote(json.Text!)} {complaint}", $"{expected}, not empty and without control characters");
        return null;
    }

    private void Require(NamedKey key, string meaning)
    {
        if (key.Spelling is null)
        {
            problems.Add(start, path, $"no key '{key.Preferred}'", $"'{key.Preferred}' (or '{key.Alternative}'), {meaning}");
        }
    }

    /// <summary>A required key that has two spellings.</summary>
    private sealed class NamedKey(string preferred, string alternative)
    {
        public string Preferred => preferred;

        public string Alternative => alternative;

        public string? Spelling { get; set; }

        public string? Value { get; set; }
    }
}

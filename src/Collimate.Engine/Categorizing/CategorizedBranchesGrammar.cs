using System.Text.Json;

namespace Collimate.Engine.Categorizing;

/// <summary>The two shapes of the input: an object with <c>branches</c>, or the bare list.</summary>
internal sealed class CategorizedBranchesGrammar(CategorizedBranchList branches, InputProblems problems)
{
    private const string ListKey = "branches";

    public void ReadDocument(ref StrictJsonReader json)
    {
        json.Advance();
        switch (json.Token)
        {
            case JsonTokenType.StartObject:
                ReadObject(ref json);
                break;
            case JsonTokenType.StartArray:
                ReadItems(ref json);
                break;
            default:
                json.Reject("an object with 'branches', or a list of branches");
                break;
        }
    }

    private void ReadObject(ref StrictJsonReader json)
    {
        var start = json.Position;
        var hasList = false;
        while (json.AdvanceToKey())
        {
            var key = json.Text;
            json.Advance();
            if (key == ListKey)
            {
                hasList = true;
                ReadList(ref json);
            }
            else
            {
                branches.IgnoreKey(key);
                json.SkipValue();
            }
        }

        if (!hasList)
        {
            problems.Add(start, "$", $"no key '{ListKey}'", $"'{ListKey}', a list of branches");
        }
    }

    private void ReadList(ref StrictJsonReader json)
    {
        if (json.Token == JsonTokenType.StartArray)
        {
            ReadItems(ref json);
        }
        else
        {
            json.Reject("a list of branches");
        }
    }

    private void ReadItems(ref StrictJsonReader json)
    {
        while (json.AdvanceToItem())
        {
            if (json.Token == JsonTokenType.StartObject)
            {
                new CategorizedBranchItem(branches, problems, json.Position, json.Path).Read(ref json);
            }
            else
            {
                json.Reject("an object with 'branch_name' and 'assigned_target'");
            }
        }
    }
}

using System.Text.Encodings.Web;
using System.Text.Json;

namespace Collimate.Cli.Demo;

/// <summary>Writes the <c>categorized_branches.json</c> of the demonstration.</summary>
internal static class DemoInput
{
    /// <summary>Named by the input and not in the repository, as when somebody deleted a branch meanwhile.</summary>
    public const string MissingBranch = "feature/deleted-meanwhile";

    // The input says nothing about kind and expectation, so those two have no meaning here.
    private static readonly DemoBranch Missing = new(
        MissingBranch, "main", 0.68, ["tag:main_branch", "tag:parallel_safe"], Cluster: null, "does not exist", default);

    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // Names stay readable; the file is never part of a web page.
    };

    public static void Write(DemoHistory history, Stream stream)
    {
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("branches");
            foreach (var branch in history.Branches.Append(Missing))
            {
                Write(json, branch);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        stream.Write("\n"u8);
    }

    private static void Write(Utf8JsonWriter json, DemoBranch branch)
    {
        json.WriteStartObject();
        json.WriteString("branch_name", branch.Name);
        json.WriteString("assigned_target", branch.Target);
        json.WriteNumber("confidence", branch.Confidence);
        json.WriteStartArray("tags");
        foreach (var tag in branch.Tags)
        {
            json.WriteStringValue(tag);
        }

        json.WriteEndArray();
        if (branch.Cluster is { } cluster)
        {
            json.WriteNumber("cluster_id", cluster);
        }

        json.WriteEndObject();
    }
}

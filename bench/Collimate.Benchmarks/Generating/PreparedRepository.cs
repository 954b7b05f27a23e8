using System.Text.Json;
using Collimate.Benchmarks.Machine;
using Collimate.Engine.Categorizing;

namespace Collimate.Benchmarks.Generating;

/// <summary>A repository that is only copied and read, and the branches of it that are to be aligned.</summary>
/// <param name="Directory">Its top.</param>
/// <param name="Input">For <c>collimate align</c>.</param>
/// <param name="List">The same for scripts: branch, tab, target.</param>
internal sealed record PreparedRepository(string Directory, string Input, string List, IReadOnlyList<CategorizedBranch> Branches)
{
    /// <summary>How many branches will be aligned, where the generator knows it.</summary>
    public int? ExpectedAligned { get; init; }

    /// <summary>Makes a repository with a single stream, packed as after a clone; nothing is checked out.</summary>
    public static async Task<PreparedRepository> GenerateAsync(RepositoryShape shape, string directory)
    {
        shape.Require();
        var story = new GeneratedStory(shape);
        await Toolbox.RunAsync("git", "init", "--quiet", "--template=", "--initial-branch=main", directory);
        await Toolbox.GitAsync(directory, "config", "user.name", "Bench");
        await Toolbox.GitAsync(directory, "config", "user.email", "bench@example.com");
        var import = Toolbox.Git(directory, "-c", "fastimport.unpackLimit=0", "fast-import", "--quiet", "--done");
        (await ChildProcess.RunAsync(import, stream =>
        {
            story.Write(stream);
            return Task.CompletedTask;
        })).Require("git fast-import");
        await Toolbox.GitAsync(directory, "pack-refs", "--all");
        await Toolbox.RunAsync("sync", "-f", directory);

        var branches = story.Branches.Select(branch => new CategorizedBranch(branch.Name, branch.Target.Name)).ToArray();
        return await WriteAsync(directory, directory, branches) with
        {
            ExpectedAligned = story.Branches.Count(branch => !branch.WillConflict),
        };
    }

    /// <summary>Writes the input files of some branches beside the repository.</summary>
    /// <param name="name">Path of the files without their extensions.</param>
    public static async Task<PreparedRepository> WriteAsync(string directory, string name, IReadOnlyList<CategorizedBranch> branches)
    {
        await File.WriteAllLinesAsync($"{name}.tsv", branches.Select(branch => $"{branch.BranchName}\t{branch.AssignedTarget}"));
        await using var file = File.Create($"{name}.json");
        await using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartArray("branches");
        foreach (var branch in branches)
        {
            json.WriteStartObject();
            json.WriteString("branch_name", branch.BranchName);
            json.WriteString("assigned_target", branch.AssignedTarget);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        return new PreparedRepository(directory, $"{name}.json", $"{name}.tsv", branches);
    }
}

using System.Globalization;
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

    public RepositoryOrigin Origin { get; init; }

    /// <summary>Files of the commit that is checked out.</summary>
    public int Files { get; init; }

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
            Files = shape.Files,
            ExpectedAligned = story.Branches.Count(branch => !branch.WillConflict),
        };
    }

    /// <summary>Makes a repository out of the pull requests of a real one.</summary>
    /// <param name="scripts">The folder of <c>prepare-pull-requests</c>.</param>
    /// <param name="clone">Which pull requests of which clone.</param>
    public static async Task<PreparedRepository> FromCloneAsync(string scripts, CloneChoice clone, string directory)
    {
        List<string> arguments = clone.Main is null ? [] : ["--main", clone.Main];
        arguments.AddRange([clone.Directory, directory, clone.Count.ToString(CultureInfo.InvariantCulture)]);
        await Toolbox.RunAsync(Path.Combine(scripts, "prepare-pull-requests"), [.. arguments]);
        var branches = (await File.ReadAllLinesAsync($"{directory}.tsv"))
            .Select(line => line.Split('\t')).Select(parts => new CategorizedBranch(parts[0], parts[1]));
        return new PreparedRepository(directory, $"{directory}.json", $"{directory}.tsv", [.. branches])
        {
            Origin = RepositoryOrigin.Clone,
            Files = (await Toolbox.GitAsync(directory, "ls-tree", "-r", "--name-only", "-z", "HEAD")).Count(letter => letter == '\0'),
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

/// <summary>Where a repository comes from.</summary>
internal enum RepositoryOrigin
{
    Generated,
    Clone,
}

/// <summary>A clone that is only read.</summary>
/// <param name="Count">The newest pull requests; 0 for all.</param>
/// <param name="Main">Nothing means the HEAD of the clone.</param>
internal sealed record CloneChoice(string Directory, int Count, string? Main)
{
    public string Name => Path.GetFileName(Directory.TrimEnd('/'));
}

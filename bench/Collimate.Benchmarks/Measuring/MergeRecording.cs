namespace Collimate.Benchmarks.Measuring;

/// <summary>A folder in which an integration leaves the merges that it asked git for, and everything that git needs to repeat them.</summary>
/// <remarks>
/// A program named <c>git</c> stands first in the search path. It notes each batch of <c>git merge-tree</c> and sends what git
/// writes to a folder of its own, so that the quarantine holds only what git is given: objects that exist already would not be
/// written again, and the floor would do less than its work.
/// </remarks>
/// <param name="mode">Without the notes it is only the place for what is written.</param>
internal sealed class MergeRecording(string directory, RecordingMode mode)
{
    public string Directory { get; } = directory;

    private string Programs => Path.Combine(Directory, "bin");

    private string Batches => Path.Combine(Directory, "batches");

    /// <summary>What git was given.</summary>
    private string Given => Path.Combine(Directory, "given");

    /// <summary>What git wrote.</summary>
    private string Results => Path.Combine(Directory, "results");

    /// <summary>The environment of an integration that is recorded.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; } =
        mode == RecordingMode.OnlyKeep ? Machine.Toolbox.Environment : new Dictionary<string, string>(Machine.Toolbox.Environment, StringComparer.Ordinal)
        {
            ["PATH"] = $"{Path.Combine(directory, "bin")}:{Machine.Toolbox.Environment["PATH"]}",
        };

    /// <summary>Makes the folder and the program that notes.</summary>
    /// <param name="git">Absolute path of the real one.</param>
    public void Prepare(string git)
    {
        foreach (var folder in new[] { Programs, Batches, Path.Combine(Results, "pack") })
        {
            System.IO.Directory.CreateDirectory(folder);
        }

        var path = Path.Combine(Programs, "git");
        File.WriteAllText(
            path,
            $"""
            #!/bin/sh
            [ "$1" = merge-tree ] && [ -n "$GIT_OBJECT_DIRECTORY" ] || exec '{git}' "$@"
            batch='{Batches}'/$$
            pwd >"$batch.place"
            export GIT_ALTERNATE_OBJECT_DIRECTORIES="$GIT_OBJECT_DIRECTORY:$GIT_ALTERNATE_OBJECT_DIRECTORIES"
            export GIT_OBJECT_DIRECTORY='{Results}'
            tee "$batch.pairs" | '{git}' "$@"
            
            """);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Lets everybody who reads the quarantine see what git wrote elsewhere.</summary>
    public void Redirect(string quarantine)
    {
        if (mode == RecordingMode.OnlyKeep)
        {
            return;
        }

        var information = System.IO.Directory.CreateDirectory(Path.Combine(quarantine, "info"));
        File.WriteAllText(Path.Combine(information.FullName, "alternates"), Results + "\n");
    }

    /// <summary>Takes what the integration wrote away from the repository.</summary>
    public void Take(string quarantine)
    {
        if (mode == RecordingMode.Note)
        {
            File.Delete(Path.Combine(quarantine, "info", "alternates"));
        }

        System.IO.Directory.Move(quarantine, Given);
    }

    /// <summary>What was recorded, once the integration has ended.</summary>
    public RecordedMerges Read()
    {
        var batches = new DirectoryInfo(Batches).EnumerateFiles("*.pairs")
            .OrderBy(file => file.LastWriteTimeUtc).ThenBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => (Place: File.ReadAllText(Path.ChangeExtension(file.FullName, "place")).Trim(), Pairs: File.ReadAllLines(file.FullName)))
            .Where(batch => !IsProbe(batch.Pairs));
        return new RecordedMerges(
            Given,
            Results,
            [.. batches.GroupBy(batch => batch.Place, StringComparer.Ordinal).Select(place => new MergesOfPlace(place.Key, [.. place.SelectMany(batch => batch.Pairs)]))]);
    }

    // Before a group, a commit is merged with itself: there is nothing in that for a floor.
    private static bool IsProbe(string[] pairs) => pairs.Length > 0 && pairs[0].Split(' ') is [var ours, var theirs] && ours == theirs;
}

/// <summary>How much of an integration is kept.</summary>
internal enum RecordingMode
{
    /// <summary>What it wrote.</summary>
    OnlyKeep,

    /// <summary>Also which merges it asked git for.</summary>
    Note,
}

/// <summary>The merges of an integration.</summary>
/// <param name="Given">An object directory with what Collimate wrote for git.</param>
/// <param name="Results">An object directory with what git wrote.</param>
internal sealed record RecordedMerges(string Given, string Results, IReadOnlyList<MergesOfPlace> Places)
{
    public int Count => Places.Sum(place => place.Pairs.Count);
}

/// <param name="Directory">Where git ran: the folder with the attributes.</param>
/// <param name="Pairs"><c>ours SP theirs</c>, in the order in which they were asked for.</param>
internal sealed record MergesOfPlace(string Directory, IReadOnlyList<string> Pairs);

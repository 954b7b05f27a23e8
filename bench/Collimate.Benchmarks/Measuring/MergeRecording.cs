using System.Text;

namespace Collimate.Benchmarks.Measuring;

/// <summary>A folder in which an integration leaves the merges that it asked git for, and everything that git needs to repeat them.</summary>
/// <remarks>
/// A program named <c>git</c> stands first in the search path. It notes each <c>git merge-tree</c> with its arguments, its
/// environment, its questions and its answers, and sends what git writes to a folder of its own, so that the quarantine holds
/// only what git is given: objects that exist already would not be written again, and the floor would do less than its work.
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
            batch='{Batches}'/$(date +%s%N)-$$
            pwd >"$batch.place"
            printf '%s\0' "$@" >"$batch.arguments"
            env -0 >"$batch.environment"
            export GIT_ALTERNATE_OBJECT_DIRECTORIES="$GIT_OBJECT_DIRECTORY:$GIT_ALTERNATE_OBJECT_DIRECTORIES"
            export GIT_OBJECT_DIRECTORY='{Results}'
            cat >"$batch.pairs"
            '{git}' "$@" <"$batch.pairs" >"$batch.answers"
            code=$?
            cat "$batch.answers"
            exit $code

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
        // Their names begin with the time. What was asked twice counts once: a batch that was not believed ran again.
        var merges = new DirectoryInfo(Batches).EnumerateFiles("*.pairs")
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .SelectMany(ReadBatch)
            .DistinctBy(merge => (merge.Call, merge.Question));
        return new RecordedMerges(Given, Results, [.. merges]);
    }

    private static IEnumerable<RecordedMerge> ReadBatch(FileInfo pairs)
    {
        var questions = File.ReadAllLines(pairs.FullName);
        if (IsProbe(questions))
        {
            return [];
        }

        var call = new RecordedCall(
            File.ReadAllText(Path.ChangeExtension(pairs.FullName, "place")).TrimEnd('\n'),
            File.ReadAllText(Path.ChangeExtension(pairs.FullName, "arguments")),
            File.ReadAllText(Path.ChangeExtension(pairs.FullName, "environment")));
        return questions
            .Zip(MergeAnswers.Split(File.ReadAllBytes(Path.ChangeExtension(pairs.FullName, "answers"))))
            .Select(answered => new RecordedMerge(call, answered.First, answered.Second));
    }

    // Before the first merge a commit is merged with itself, to see what git says: there is nothing in that for a floor.
    private static bool IsProbe(string[] questions) => questions.Length > 0 && questions[0].Split(' ') is [var ours, var theirs] && ours == theirs;
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
/// <param name="All">Each in the order in which they were asked for.</param>
internal sealed record RecordedMerges(string Given, string Results, IReadOnlyList<RecordedMerge> All);

/// <summary>How git was called: merges of equal calls may share a process.</summary>
/// <param name="Directory">Where git ran: the folder with the attributes.</param>
/// <param name="Arguments">Each followed by NUL.</param>
/// <param name="Environment">Each <c>name=value</c> followed by NUL.</param>
internal sealed record RecordedCall(string Directory, string Arguments, string Environment);

/// <param name="Question">A line of input: <c>ours SP theirs</c>, or <c>base SP -- SP ours SP theirs</c>.</param>
/// <param name="Answer">The record that git gave, see <see cref="MergeAnswers"/>.</param>
internal sealed record RecordedMerge(RecordedCall Call, string Question, string Answer)
{
    /// <summary>The objects that were merged.</summary>
    public IEnumerable<string> Ids => Question.Split(' ').Where(word => word != "--");

    /// <summary>The tree that git wrote.</summary>
    public string Tree => Answer.Split('\0')[1];
}

/// <summary>The answers of <c>git merge-tree --stdin -z</c>: <c>flag NUL tree NUL (entry NUL)* NUL</c> each.</summary>
internal static class MergeAnswers
{
    /// <summary>The complete records; a torn last one is left out.</summary>
    public static IReadOnlyList<string> Split(byte[] output)
    {
        // Paths are bytes: one character for each.
        var text = Encoding.Latin1.GetString(output);
        var records = new List<string>();
        for (var start = 0; text.IndexOf("\0\0", start, StringComparison.Ordinal) is >= 0 and var end; start = end + 2)
        {
            records.Add(text[start..end]);
        }

        return records;
    }
}

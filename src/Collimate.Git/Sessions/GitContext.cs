using System.Diagnostics;

namespace Collimate.Git.Sessions;

/// <summary>Where and how a git command runs: pinned repository, pinned configuration, scrubbed environment.</summary>
/// <remarks>Data; <c>with</c> gives a copy.</remarks>
internal sealed record GitContext
{
    // What a repository's own configuration could otherwise make git execute, or make it do differently.
    private static readonly (string Key, string Value)[] Pins =
    [
        ("core.fsmonitor", "false"),
        ("core.fsyncMethod", "fsync"),
        ("gc.auto", "0"),
        ("maintenance.auto", "false"),
        ("protocol.ext.allow", "never"),
        ("submodule.recurse", "false"),
        ("pack.windowMemory", "32m"),
        ("user.useConfigOnly", "true"), // Git would guess a name from the host; a guess has no place in 800 commits.
    ];

    // A quarantine holds objects for seconds: compressing them costs more than it saves. Nobody else writes there, so that a
    // new object need not be linked under its name, to be safe from others, and unlinked from its first one.
    private static readonly (string Key, string Value)[] QuarantinePins = [("core.looseCompression", "0"), ("core.createObject", "rename")];

    // Opened for reading as well, because only that neither empties the file nor appends to it.
    private static readonly string[] WithComplaintsInFile = ["/bin/sh", "-c", "exec \"$@\" 2<>\"$0\""];

    // What would make a merge depend on more than its commits; in a worktree it is wanted.
    private static readonly (string Key, string Value)[] MergePins =
    [
        ("core.attributesFile", "/dev/null"),
        ("attr.tree", ""), // Since 2.43 it would replace the attributes of the working directory; what is empty counts as unset.
        ("merge.renormalize", "false"),
        ("merge.default", "text"),
    ];

    public required GitInstallation Git { get; init; }

    /// <summary>The pinned git directory, or nothing while the repository is being discovered.</summary>
    public string? GitDirectory { get; init; }

    /// <summary>Git reads attributes from here (git-facts F6), so it is never a checkout.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Overrides <c>core.worktree</c>, which would lead git out of its working directory; nothing leaves it to git.</summary>
    public string? WorkTree { get; init; }

    public WorkPlace Place { get; init; }

    /// <summary>Whether a Ctrl-C in the terminal reaches the child.</summary>
    public TerminalSignals Signals { get; init; }

    /// <summary>A file that exists, whose beginning is overwritten by what the child has to complain about; nothing means that we read it.</summary>
    public string? ComplaintFile { get; init; }

    /// <summary>Which attributes count.</summary>
    public AttributeSources Attributes { get; init; }

    /// <summary>Where new objects go instead of the repository; the repository's own objects stay readable.</summary>
    public string? QuarantineDirectory { get; init; }

    /// <summary>For rev-list and diff-tree, which write what they say about each commit at once into a pipe; what ends an answer they flush all the same.</summary>
    /// <remarks>Not for a git that starts programs: they hand the variable on to gits of their own, whose answers somebody may wait for.</remarks>
    public GitContext Collecting => this with { Variables = [.. Variables, new("GIT_FLUSH", "0")] };

    public string RequiredQuarantine =>
        QuarantineDirectory ?? throw new InvalidOperationException("BUG: merges need a quarantine for what they write");

    public string? ObjectDirectory { get; init; }

    public FileSync FileSync { get; init; } = FileSync.Durable;

    /// <summary>The hooks that may run; nothing means none.</summary>
    public string? HooksPath { get; init; }

    /// <summary>What the repository says about renames and diffs, read once, so that a change during a run divides nobody.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> MergeSettings { get; init; } = [];

    /// <summary>Whether the variables that name the committer are handed on.</summary>
    public bool PassesIdentity { get; init; }

    /// <summary>Further variables of the environment.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Variables { get; init; } = [];

    /// <summary>No question to a child that stays open takes longer, unless git or a hook hangs; then it is ended.</summary>
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How long questions of several callers together may take. Small ones take milliseconds; whoever asks for more is asked alone, so that nobody else waits for it.</summary>
    public TimeSpan TogetherLimit { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a command that ends by itself may take: a pack of a huge repository takes minutes, nothing takes longer unless git hangs.</summary>
    public TimeSpan CommandLimit { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How many bytes a finishing command may write.</summary>
    public long OutputLimit { get; init; } = CommandOutput.Limit;

    public ProcessStartInfo Describe(IReadOnlyList<string> arguments)
    {
        string[] command = [.. Launcher, Git.Path, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]);
        start.WorkingDirectory = WorkingDirectory;
        start.UseShellExecute = false;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment.Clear();
        foreach (var (name, value) in PassesIdentity ? Git.Environment.WithIdentity() : Git.Environment.Scrubbed())
        {
            start.Environment[name] = value;
        }

        foreach (var (name, value) in Variables)
        {
            start.Environment[name] = value;
        }

        if (Attributes == AttributeSources.AsInGit)
        {
            start.Environment.Remove("GIT_ATTR_NOSYSTEM");
        }

        SetRepository(start.Environment);
        SetConfiguration(start.Environment);
        return start;
    }

    // Programs that become git, which keeps their process number.
    private IEnumerable<string> Launcher => this switch
    {
        { Signals: TerminalSignals.KeptAway, Git.SetSidPath: { } setsid } => [setsid],
        { ComplaintFile: { } file } => [.. WithComplaintsInFile, file],
        _ => [],
    };

    private void SetRepository(IDictionary<string, string?> environment)
    {
        if (GitDirectory is not null)
        {
            environment["GIT_DIR"] = GitDirectory;
        }

        if (WorkTree is not null)
        {
            environment["GIT_WORK_TREE"] = WorkTree;
        }

        if (QuarantineDirectory is not null)
        {
            environment["GIT_OBJECT_DIRECTORY"] = QuarantineDirectory;
            environment["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = QuotedForPathList(ObjectDirectory!);

            // Moving a reference to an object that exists only here would leave it dangling; git refuses when it knows.
            if (Place == WorkPlace.ObjectDatabase)
            {
                environment["GIT_QUARANTINE_PATH"] = QuarantineDirectory;
            }
        }
    }

    private void SetConfiguration(IDictionary<string, string?> environment)
    {
        (string Key, string Value)[] own =
        [
            ("core.hooksPath", HooksPath ?? "/dev/null"),
            ("core.fsync", FileSync == FileSync.Durable ? "committed" : "none"),
        ];
        var mergePins = MergePins.Where(pin => Attributes == AttributeSources.Pinned || pin.Key is not ("core.attributesFile" or "attr.tree"));
        var all = Pins.Concat(Git.Memory.Pins).Concat(Place == WorkPlace.ObjectDatabase ? mergePins : []).Concat(QuarantineDirectory is null ? [] : QuarantinePins).Concat(own).Concat(MergeSettings.Select(setting => (setting.Key, setting.Value))).ToArray();
        environment["GIT_CONFIG_COUNT"] = all.Length.ToString(System.Globalization.CultureInfo.InvariantCulture);
        for (var i = 0; i < all.Length; i++)
        {
            environment[$"GIT_CONFIG_KEY_{i}"] = all[i].Key;
            environment[$"GIT_CONFIG_VALUE_{i}"] = all[i].Value;
        }
    }

    // git(1): entries are separated by colons; one that starts with a double quote is read with C quoting.
    private static string QuotedForPathList(string path) =>
        path.Contains(':', StringComparison.Ordinal) || path.StartsWith('"')
            ? $"\"{path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
            : path;
}

/// <summary>Where a command does its work, and so what may run and move there.</summary>
internal enum WorkPlace
{
    /// <summary>Nothing is checked out: no driver and no filter of the repository runs, and no reference may point into the quarantine.</summary>
    ObjectDatabase,

    /// <summary>
    /// A git directory of our own that nobody knows: drivers and filters run as in git, and its references, which go with the
    /// quarantine, may point into it.
    /// </summary>
    PrivateWorktree,
}

/// <summary>Where git looks for attributes.</summary>
internal enum AttributeSources
{
    /// <summary>In the working directory and the repository; those of the person and of the system do not count.</summary>
    Pinned,

    /// <summary>Wherever the person's own git would, because the files are the person's.</summary>
    AsInGit,
}

/// <summary>Whether the signals of a terminal reach a child.</summary>
internal enum TerminalSignals
{
    /// <summary>As usual: whoever reads or merges may be interrupted.</summary>
    Delivered,

    /// <summary>The child runs in a session of its own: whoever moves references finishes (git-facts F1).</summary>
    KeptAway,
}

/// <summary>What must survive a power cut.</summary>
internal enum FileSync
{
    /// <summary>Objects and references are on the disk when the command ends.</summary>
    Durable,

    /// <summary>Nothing is waited for: what is written here is thrown away after a crash.</summary>
    None,
}

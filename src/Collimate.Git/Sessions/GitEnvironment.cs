namespace Collimate.Git.Sessions;

/// <summary>The environment that git children get: the caller's, without anything that would redirect or script git.</summary>
/// <remarks>
/// A hook exports <c>GIT_DIR</c> and its family, and they would send our commands to another repository than the one
/// we were given. So every <c>GIT_*</c> goes, except those that only say where the person's own configuration is.
/// </remarks>
internal sealed class GitEnvironment
{
    private static readonly string[] KeptGitVariables =
        ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM"];

    // git var needs these to know who commits; nothing else does.
    private static readonly string[] IdentityVariables =
        ["GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "GIT_COMMITTER_DATE", "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "EMAIL"];

    private readonly IReadOnlyDictionary<string, string> _caller;

    public GitEnvironment(IReadOnlyDictionary<string, string> caller) => _caller = caller;

    /// <summary>Whether the caller fixed the date of new commits, as git allows.</summary>
    public bool FixesCommitterDate => !string.IsNullOrEmpty(_caller.GetValueOrDefault("GIT_COMMITTER_DATE"));

    public string? SearchPath => _caller.GetValueOrDefault("PATH");

    /// <summary>The variables of a child that works on an already pinned repository.</summary>
    public Dictionary<string, string> Scrubbed()
    {
        var result = _caller
            .Where(v => !v.Key.StartsWith("GIT_", StringComparison.Ordinal) || KeptGitVariables.Contains(v.Key))
            .Where(v => v.Key is not ("LANGUAGE" or "LANG") && !v.Key.StartsWith("LC_", StringComparison.Ordinal))
            .ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal);

        result["LC_ALL"] = "C"; // We read its error messages.
        result["GIT_TERMINAL_PROMPT"] = "0";
        result["GIT_OPTIONAL_LOCKS"] = "0";
        result["GIT_NO_REPLACE_OBJECTS"] = "1"; // A replacement can turn a clean merge into a conflict.
        result["GIT_GRAFT_FILE"] = "/dev/null/none"; // So can what .git/info/grafts says about parents. A file that exists, even if empty, git complains about.
        result["GIT_NO_LAZY_FETCH"] = "1";
        result["GIT_ATTR_NOSYSTEM"] = "1";
        result["GIT_TRACE2"] = "0"; // A person's trace2.normalTarget would write to the stderr that we judge by.
        result["GIT_TRACE2_PERF"] = "0";
        result["GIT_TRACE2_EVENT"] = "0";
        return result;
    }

    /// <summary>The scrubbed variables and those that name the committer.</summary>
    public Dictionary<string, string> WithIdentity()
    {
        var result = Scrubbed();
        foreach (var name in IdentityVariables)
        {
            if (_caller.TryGetValue(name, out var value))
            {
                result[name] = value;
            }
        }

        return result;
    }
}

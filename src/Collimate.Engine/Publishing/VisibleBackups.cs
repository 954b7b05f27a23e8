using System.Text;
using Collimate.Engine.Planning;
using Collimate.Git.Objects;
using Collimate.Git.References;
using Collimate.Git.Worktrees;

namespace Collimate.Engine.Publishing;

/// <summary>Decides, before anything moves, which visible backup a branch can have.</summary>
/// <remarks>A visible backup is a courtesy: when it cannot be made the branch is aligned all the same, and the report says why.</remarks>
internal sealed class VisibleBackups(
    OrchestrationOptions options, ReferenceSnapshot references, IReadOnlySet<(ReferenceName Backup, ObjectId OldTip)> recorded)
{
    // A loose reference is a file, and its lock adds ".lock" to the name (git-facts R10).
    private const int LongestComponent = 250;

    private readonly BackupNaming _naming = new(options.BackupBranchPrefix);

    /// <param name="uses">Who uses which branch at this moment.</param>
    public BackupIntent IntentFor(BranchPlan plan, WorktreeSnapshot uses)
    {
        if (!options.EnableBackupBranches)
        {
            return new BackupIntent.Skip("visible backups are switched off");
        }

        var name = _naming.NameFor(plan.Branch);
        if (name.Split('/').Any(component => Encoding.UTF8.GetByteCount(component) > LongestComponent))
        {
            return new BackupIntent.Skip("the name would be too long for a file");
        }

        var reference = ReferenceName.Branch(name);
        var old = plan.RequiredTips.Old;
        if (uses.Find(reference) is not null)
        {
            return new BackupIntent.Skip("a branch of this name is checked out");
        }

        return references.Find(reference) switch
        {
            null => new BackupIntent.Make(name, new ReferenceChange.Create(reference, old)),
            { SymbolicTarget: not null } => new BackupIntent.Skip("a symbolic reference has this name"),
            var existing when recorded.Contains((reference, existing.Target)) =>
                new BackupIntent.Make(name, new ReferenceChange.Move(reference, existing.Target, old)),
            _ => new BackupIntent.Skip("a branch of this name exists that no run has made"),
        };
    }
}

/// <summary>What shall happen for the visible backup of one branch.</summary>
internal abstract record BackupIntent
{
    private protected BackupIntent()
    {
    }

    public sealed record Make(string Name, ReferenceChange Change) : BackupIntent;

    public sealed record Skip(string Reason) : BackupIntent;
}

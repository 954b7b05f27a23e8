using System.Globalization;

namespace Collimate.Benchmarks.Measuring;

/// <summary>The names of what is measured.</summary>
internal static class Ways
{
    public const string Align = "align";
    public const string Plan = "plan";
    public const string ReferenceFloor = "floor: git update-ref";
    public const string Walk = "git rev-list of all branches";
    public const string SomeAligned = "align, some branches";
    public const string ManyWorktrees = "git rebase, a worktree each";
    public const string OneWorktree = "git rebase, one worktree";
    public const string Replay = "git replay";

    public static string Integration(int lanes) => $"integration, {Lanes(lanes)}";

    /// <summary>Without the children.</summary>
    public static string OwnIntegration(int lanes) => $"{Integration(lanes)}, of it collimate without git";

    public static string MergeFloor(int lanes) => $"floor: git merge-tree, {Processes(lanes)}";

    /// <summary>The same with its objects in memory: what is left when the disk costs nothing.</summary>
    public static string MergeFloorInMemory(int lanes) => $"{MergeFloor(lanes)}, in memory";

    private static string Lanes(int lanes) => lanes == 1 ? "1 lane" : string.Create(CultureInfo.InvariantCulture, $"{lanes} lanes");

    private static string Processes(int lanes) => lanes == 1 ? "1 process" : string.Create(CultureInfo.InvariantCulture, $"{lanes} processes");
}

/// <summary>What the product promises about itself.</summary>
internal static class Promises
{
    /// <summary>Processor time of the integration, where that of the floor is 1 and <see cref="IntegrationHeadStart"/> is free.</summary>
    public const double Integration = 1.15;

    public const double IntegrationHeadStart = 0.3;

    /// <summary>A floor of less processor time says nothing about that.</summary>
    public const double LeastFloorSeconds = 3;

    /// <summary>The time of two lanes, where one lane takes 1.</summary>
    public const double TwoLanes = 0.59;

    /// <summary>The time of a whole run on a real repository with so many branches, where both floors take 1.</summary>
    public const double WholeRun = 1.5;

    public const int ManyBranches = 1_000;

    /// <summary>The time of ten times as many branches.</summary>
    public const double TenTimes = 11;

    /// <summary>The time of twice as much of anything.</summary>
    public const double Twice = 2.2;

    /// <summary>A worktree for each branch, where the product takes 1: on so many branches of a repository with so many files.</summary>
    public const double Worktrees = 100;

    public const int WorktreeBranches = 100;

    public const int WorktreeFiles = 700;

    /// <summary>Seconds for so many branches.</summary>
    public const double SmallRunSeconds = 2;

    public const int SmallRunBranches = 50;

    /// <summary>The start, where an empty program takes 1.</summary>
    public const double StartUp = 2.5;

    /// <summary>Mebibytes of memory when so much is allowed.</summary>
    public const int Mebibytes = 200;
}

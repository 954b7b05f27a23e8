using System.Globalization;

namespace Collimate.Benchmarks.Measuring;

/// <summary>The names of what is measured.</summary>
internal static class Ways
{
    public const string Align = "align";
    public const string Start = "start";
    public const string Plan = "start and plan";
    public const string ReferenceFloor = "floor: git update-ref";
    public const string SomeAligned = "align some";
    public const string ManyWorktrees = "git rebase, a worktree each";
    public const string OneWorktree = "git rebase, one worktree";
    public const string Replay = "git replay";

    public static string Integration(int lanes) => $"integration, {Lanes(lanes)}";

    public static string MergeFloor(int lanes) => $"floor: git merge-tree, {Lanes(lanes)}";

    /// <summary>The same with its objects in memory: what is left when the disk costs nothing.</summary>
    public static string MergeFloorInMemory(int lanes) => $"{MergeFloor(lanes)}, in memory";

    public static string Lanes(int lanes) => lanes == 1 ? "1 lane" : string.Create(CultureInfo.InvariantCulture, $"{lanes} lanes");
}

/// <summary>What the product promises about itself.</summary>
internal static class Promises
{
    /// <summary>The time of two lanes, where one lane takes 1.</summary>
    public const double TwoLanes = 0.59;

    /// <summary>The time of ten times as many branches.</summary>
    public const double TenTimes = 11;

    /// <summary>The time of twice as much of anything.</summary>
    public const double Twice = 2.2;
}

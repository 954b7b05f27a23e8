namespace Collimate.Conventions.Tests;

internal static class Verdict
{
    /// <summary>Fails with the rule and every offender on a line of its own.</summary>
    public static void NoneOf(IEnumerable<string> offenders, string rule)
    {
        var found = offenders.Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(found.Count == 0, $"{rule}\n  {string.Join("\n  ", found)}");
    }
}

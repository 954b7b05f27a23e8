using System.Globalization;

namespace Collimate.Cli.Rendering;

/// <summary>Numbers as people say them.</summary>
internal static class Counted
{
    public static string Branches(int count) => count == 1 ? "1 branch" : string.Create(CultureInfo.InvariantCulture, $"{count} branches");
}

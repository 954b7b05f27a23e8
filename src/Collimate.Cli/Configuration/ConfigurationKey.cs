using Collimate.Engine;

namespace Collimate.Cli.Configuration;

/// <summary>One key of the configuration.</summary>
/// <param name="Section">The section in which it stands, or <see cref="ConfigurationKeys.Root"/>.</param>
/// <param name="Name">As it stands in the file.</param>
/// <param name="Rule">Which values it may have.</param>
/// <param name="Set">The options with a value that the rule has read.</param>
internal sealed record ConfigurationKey(
    string Section, string Name, ValueRule Rule, Func<AlignmentOptions, object, AlignmentOptions> Set)
{
    /// <summary>The name with its section, as documents write it.</summary>
    public string FullName => Section == ConfigurationKeys.Root ? Name : $"{Section}.{Name}";
}

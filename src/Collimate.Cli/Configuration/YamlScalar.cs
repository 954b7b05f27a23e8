using System.Text.RegularExpressions;
using Collimate.Engine.Reporting;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Collimate.Cli.Configuration;

/// <summary>What a scalar is in the core schema of YAML 1.2, where <c>yes</c> is a text and quotes make everything one.</summary>
internal enum YamlKind
{
    Empty,
    Truth,
    Number,
    Text,
}

/// <summary>One value of the configuration as it stands in the file.</summary>
internal sealed partial record YamlScalar(YamlKind Kind, string Value)
{
    /// <summary>How a message names it.</summary>
    public string Description => Kind switch
    {
        YamlKind.Empty => "nothing",
        YamlKind.Truth => Value,
        YamlKind.Number => $"the number {DisplayText.Excerpt(Value)}",
        _ => $"the text {DisplayText.Quote(Value)}",
    };

    public static YamlScalar From(Scalar scalar) =>
        new(scalar.Style == ScalarStyle.Plain ? KindOfPlain(scalar.Value) : YamlKind.Text, scalar.Value);

    private static YamlKind KindOfPlain(string value) => value switch
    {
        "" or "~" or "null" or "Null" or "NULL" => YamlKind.Empty,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => YamlKind.Truth,
        _ => NumberPattern.IsMatch(value) ? YamlKind.Number : YamlKind.Text,
    };

    // YAML 1.2.2, 10.3.2: tag resolution of the core schema.
    [GeneratedRegex(
        """\A([-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\z""",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex NumberPattern { get; }
}

using System.Globalization;
using Collimate.Engine.Reporting;
using Collimate.Git.References;

namespace Collimate.Cli.Configuration;

/// <summary>Which values a key may have.</summary>
internal abstract record ValueRule
{
    // Closed on purpose: the schema has a shape for each case.
    private protected ValueRule()
    {
    }

    /// <summary>The type and the valid range, as a message says them.</summary>
    public abstract string Expected { get; }
}

/// <summary>What became of reading one value: the value, or null and what was found in its place.</summary>
internal readonly record struct ValueReading(object? Value, string Found);

/// <summary>The rule for one value.</summary>
internal abstract record ScalarRule : ValueRule
{
    private protected ScalarRule()
    {
    }

    public ValueReading Read(YamlScalar scalar) => new(Convert(scalar), scalar.Description + Complaint(scalar));

    /// <returns>Null where the value does not fit.</returns>
    private protected abstract object? Convert(YamlScalar scalar);

    private protected virtual string Complaint(YamlScalar scalar) => "";
}

/// <summary>The rule for a list of different values, at least one.</summary>
internal sealed record ListRule(ScalarRule Item) : ValueRule
{
    public override string Expected => $"a list of different items, each {Item.Expected}";
}

internal sealed record FlagRule : ScalarRule
{
    public override string Expected => "true or false";

    private protected override object? Convert(YamlScalar scalar) => (scalar.Kind, scalar.Value) switch
    {
        (YamlKind.Truth, "true") => true,
        (YamlKind.Truth, "false") => false,
        _ => null,
    };
}

internal sealed record WholeNumberRule(int Minimum, int Maximum) : ScalarRule
{
    public override string Expected => string.Create(CultureInfo.InvariantCulture, $"a whole number from {Minimum} to {Maximum}");

    // Zeros in front are octal in YAML 1.1 and decimal in 1.2, so they are neither here.
    private protected override object? Convert(YamlScalar scalar) =>
        scalar.Kind == YamlKind.Number
        && int.TryParse(scalar.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
        && value.ToString(CultureInfo.InvariantCulture) == scalar.Value
        && value >= Minimum && value <= Maximum
            ? value
            : null;
}

/// <summary>One of the names of an enum.</summary>
/// <param name="Values">Each name with its value, in the order in which messages list them.</param>
/// <param name="Comparison">Whether the letters' case matters.</param>
internal sealed record ChoiceRule(IReadOnlyList<KeyValuePair<string, object>> Values, StringComparison Comparison) : ScalarRule
{
    public override string Expected => "one of " + string.Join(", ", Values.Select(v => v.Key));

    private protected override object? Convert(YamlScalar scalar) => scalar.Kind == YamlKind.Text
        ? Values.FirstOrDefault(v => string.Equals(v.Key, scalar.Value, Comparison)).Value
        : null;
}

/// <summary>The name of a branch, or text that becomes one when a pattern is put around it.</summary>
internal sealed record BranchNameRule(string Before, string After, string Meaning) : ScalarRule
{
    public override string Expected => $"{Meaning} as text";

    private protected override object? Convert(YamlScalar scalar) => scalar.Kind == YamlKind.Text && Violation(scalar) is null ? scalar.Value : null;

    private protected override string Complaint(YamlScalar scalar) => (scalar.Kind, Violation(scalar)) switch
    {
        (YamlKind.Text, { } violation) => $" (the branch name {DisplayText.Quote(Before + scalar.Value + After)} {violation})",
        (YamlKind.Text or YamlKind.Empty, _) => "",
        _ => " without quotes",
    };

    private string? Violation(YamlScalar scalar) => BranchNameRules.FindViolation(Before + scalar.Value + After);
}

internal sealed record PathRule : ScalarRule
{
    public override string Expected => "a path as text, not empty and without control characters";

    private protected override object? Convert(YamlScalar scalar) =>
        scalar.Kind == YamlKind.Text && !string.IsNullOrWhiteSpace(scalar.Value) && !scalar.Value.Any(char.IsControl) ? scalar.Value : null;
}

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Collimate.Cli.Commands;

/// <summary>An option that takes a whole number.</summary>
internal static class WholeNumber
{
    public static Option<int?> Of(string name, string description, string helpName, int least, int most) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result => Parse(result, name, least, most),
    };

    private static int? Parse(ArgumentResult result, string name, int least, int most)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is '{text}', expected a whole number from {least} to {most}"));
        return null;
    }
}

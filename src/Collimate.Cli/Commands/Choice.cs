using System.CommandLine;

namespace Collimate.Cli.Commands;

/// <summary>An option that takes one of a few words.</summary>
internal static class Choice
{
    public static Option<string> Of(string name, string description, params string[] words)
    {
        var option = new Option<string>(name) { Description = description, HelpName = string.Join('|', words) };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !words.Contains(result.Tokens[0].Value, StringComparer.Ordinal))
            {
                result.AddError($"{name} is '{result.Tokens[0].Value}', expected {string.Join(", ", words[..^1])} or {words[^1]}");
            }
        });
        return option;
    }
}

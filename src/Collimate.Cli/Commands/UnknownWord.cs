using System.CommandLine;
using Collimate.Engine;
using Collimate.Engine.Reporting;

namespace Collimate.Cli.Commands;

/// <summary>What to say about a word that is neither a command nor an option.</summary>
internal static class UnknownWord
{
    public static string Describe(string word, Command command)
    {
        var kind = word.StartsWith('-') ? "option" : command.Subcommands.Count > 0 ? "command" : "argument";
        var known = kind switch
        {
            "option" => command.Options.Select(option => option.Name),
            "command" => command.Subcommands.Select(subcommand => subcommand.Name),
            _ => [],
        };
        (string Compared, string Shown)[] names = [.. known.Select(name => (name, name))];
        var likely = names.Length > 0 ? NearestName.Find(word, names) : default;
        var suggestion = likely.IsLikely ? $" (the nearest is '{likely.Name}')" : "";
        return $"unknown {kind} {DisplayText.Quote(word)}{suggestion}";
    }
}

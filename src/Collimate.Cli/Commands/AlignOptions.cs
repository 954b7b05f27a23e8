using System.CommandLine;
using System.IO.Enumeration;
using Collimate.Cli.Configuration;
using Collimate.Engine;
using Collimate.Engine.Categorizing;
using Collimate.Engine.Integrating;

namespace Collimate.Cli.Commands;

/// <summary>The options that <c>align</c> and <c>plan</c> share, and what they say together with the files that they name.</summary>
internal sealed class AlignOptions
{
    private readonly Option<string> _repository = new("--repo") { Description = "Any directory of the repository (default: the current one).", HelpName = "DIR" };
    private readonly Option<string> _input = new("--input") { Description = "The categorized_branches.json.", HelpName = "FILE" };
    private readonly Option<string> _configuration = new("--config") { Description = "The configuration, YAML.", HelpName = "FILE" };
    private readonly Option<string[]> _targets = new("--target") { Description = "Only the branches that follow this primary branch; may be repeated.", HelpName = "NAME" };
    private readonly Option<string[]> _branches = new("--branch") { Description = "Only the branches whose name matches; * and ? are wildcards; may be repeated.", HelpName = "GLOB" };
    private readonly Option<string> _strategy = new("--strategy") { Description = "How the primary's commits get into a branch." };
    private readonly Option<int?> _workers = new("--max-workers") { Description = "Workers of each target group, 1 to 256.", HelpName = "N" };
    private readonly Option<bool> _noBreaker = new("--no-circuit-breaker") { Description = "Go on however many branches fail." };

    public AlignOptions(Command command)
    {
        _strategy.AcceptOnlyFromAmong("rebase", "merge");
        foreach (var option in new Option[] { _repository, _input, _configuration, _targets, _branches, _strategy, _workers, _noBreaker })
        {
            command.Options.Add(option);
        }
    }

    public string Repository(ParseResult line, CommandHost host) => host.Resolve(line.GetValue(_repository) ?? ".");

    /// <exception cref="BadInputException">The configuration file is wrong.</exception>
    /// <exception cref="UsageException">It cannot be read, or an option is out of its range.</exception>
    public AlignmentOptions Configuration(ParseResult line, CommandHost host)
    {
        var options = line.GetValue(_configuration) is { } path
            ? ConfigurationFile.Parse(Read(path, host), path)
            : new AlignmentOptions();
        var orchestration = options.Orchestration;
        if (line.GetValue(_workers) is { } workers)
        {
            orchestration = workers is >= 1 and <= 256
                ? orchestration with { MaxWorkersPerTarget = workers }
                : throw new UsageException($"--max-workers is {workers}", "Nothing was done. Give a number from 1 to 256.");
        }

        if (line.GetValue(_noBreaker))
        {
            orchestration = orchestration with { EnableCircuitBreaker = false };
        }

        return options with
        {
            Orchestration = orchestration,
            Integration = line.GetValue(_strategy) switch
            {
                "rebase" => options.Integration with { Strategy = IntegrationStrategy.Rebase },
                "merge" => options.Integration with { Strategy = IntegrationStrategy.Merge },
                _ => options.Integration,
            },
        };
    }

    /// <summary>The branches of the input that the filters let through.</summary>
    /// <exception cref="BadInputException">The input file is wrong.</exception>
    /// <exception cref="UsageException">It is not named or cannot be read.</exception>
    public CategorizedBranches Branches(ParseResult line, CommandHost host)
    {
        var path = line.GetValue(_input)
            ?? throw new UsageException("--input is missing", "Nothing was done. Name the categorized_branches.json with --input FILE.");
        var input = CategorizedBranchesFile.Parse(Read(path, host), path);
        var targets = line.GetValue(_targets) ?? [];
        var globs = line.GetValue(_branches) ?? [];
        return input with
        {
            Branches =
            [
                .. input.Branches.Where(branch =>
                    (targets.Length == 0 || targets.Contains(branch.AssignedTarget, StringComparer.Ordinal))
                    && (globs.Length == 0 || globs.Any(glob => FileSystemName.MatchesSimpleExpression(glob, branch.BranchName, ignoreCase: false)))),
            ],
        };
    }

    private static byte[] Read(string path, CommandHost host)
    {
        try
        {
            var file = new FileInfo(host.Resolve(path));
            return file.Exists && file.Length > CategorizedBranchesFile.MaxBytes
                ? throw new UsageException($"'{path}' has {file.Length} bytes", $"Nothing was done. At most {CategorizedBranchesFile.MaxBytes} bytes are read.")
                : File.ReadAllBytes(file.FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{path}' cannot be read: {e.Message}", "Nothing was done. Check the path.");
        }
    }
}

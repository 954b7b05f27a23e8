using System.CommandLine;
using System.IO.Enumeration;
using Collimate.Cli.Configuration;
using Collimate.Engine;
using Collimate.Engine.Categorizing;
using Collimate.Engine.Integrating;
using Collimate.Engine.Publishing;
using Collimate.Engine.Reporting;

namespace Collimate.Cli.Commands;

/// <summary>The options that <c>align</c> and <c>plan</c> share, and what they say together with the files that they name.</summary>
internal sealed class AlignOptions
{
    private const int MostWorkers = 256;

    private readonly Option<string> _input = new("--input") { Description = "The categorized_branches.json.", HelpName = "FILE" };
    private readonly Option<string> _configuration = new("--config") { Description = "The configuration, YAML.", HelpName = "FILE" };
    private readonly Option<string[]> _targets = new("--target") { Description = "Only the branches that follow this primary branch; may be repeated.", HelpName = "NAME" };
    private readonly Option<string[]> _branches = new("--branch") { Description = "Only the branches whose name matches; * and ? are wildcards; may be repeated.", HelpName = "GLOB" };
    private readonly Option<string> _strategy = Choice.Of("--strategy", "How the primary's commits get into a branch.", "rebase", "merge", "auto");
    private readonly Option<int?> _workers = WholeNumber.Of("--max-workers", "Workers of each target group, 1 to 256.", "N", 1, MostWorkers);
    private readonly Option<bool> _noBreaker = new("--no-circuit-breaker") { Description = "Go on however many branches fail." };
    private readonly Option<bool> _checkedOut = new("--include-checked-out") { Description = "Move branches that are checked out too, with index and files, where nothing is uncommitted." };

    private readonly RepositoryOption _repository;

    public AlignOptions(Command command)
    {
        _repository = new RepositoryOption(command);
        foreach (var option in new Option[] { _input, _configuration, _targets, _branches, _strategy, _workers, _noBreaker, _checkedOut })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Everything that the command line and its files ask for; warnings about it are said already.</summary>
    /// <exception cref="BadInputException">A file is wrong.</exception>
    /// <exception cref="UsageException">A file is not named or cannot be read.</exception>
    public async Task<AlignRequest> ReadAsync(ParseResult line, CommandHost host)
    {
        var options = Configuration(line, host);
        var path = line.GetValue(_input)
            ?? throw new UsageException("--input is missing", "Nothing was done. Name the categorized_branches.json with --input FILE.");
        var input = CategorizedBranchesFile.Parse(InputFile.Read(path, "--input", host), path);
        var globs = line.GetValue(_branches) ?? [];
        var targets = line.GetValue(_targets) ?? [];
        foreach (var warning in input.Warnings.Concat(WarningsAbout(input, targets, globs)))
        {
            await host.Error.WriteLineAsync($"warning: {warning}");
        }

        // A filter takes branches away, but what they follow stays a primary and is not moved.
        var primaries = input.Branches.Select(branch => branch.AssignedTarget).Except(options.Targets).Order(StringComparer.Ordinal);
        return new AlignRequest(
            _repository.PathIn(line, host),
            options with { Targets = [.. options.Targets, .. primaries] },
            [
                .. input.Branches.Where(branch =>
                    (targets.Length == 0 || targets.Contains(branch.AssignedTarget, StringComparer.Ordinal))
                    && (globs.Length == 0 || globs.Any(glob => Matches(glob, branch)))),
            ]);
    }

    private AlignmentOptions Configuration(ParseResult line, CommandHost host)
    {
        var options = line.GetValue(_configuration) is { } path
            ? ConfigurationFile.Parse(InputFile.Read(path, "--config", host), path)
            : new AlignmentOptions();
        var orchestration = options.Orchestration;
        return options with
        {
            CheckedOut = line.GetValue(_checkedOut) ? CheckedOutBranches.Include : CheckedOutBranches.Refuse,
            Orchestration = orchestration with
            {
                MaxWorkersPerTarget = line.GetValue(_workers) ?? orchestration.MaxWorkersPerTarget,
                EnableCircuitBreaker = orchestration.EnableCircuitBreaker && !line.GetValue(_noBreaker),
            },
            Integration = line.GetValue(_strategy) switch
            {
                "rebase" => options.Integration with { Strategy = IntegrationStrategy.Rebase },
                "merge" => options.Integration with { Strategy = IntegrationStrategy.Merge },
                "auto" => options.Integration with { Strategy = IntegrationStrategy.Auto },
                _ => options.Integration,
            },
            Documentation = options.Documentation with
            {
                ChecklistPath = options.Documentation.ChecklistPath is { } checklist ? host.Resolve(checklist) : null,
            },
        };
    }

    private static IEnumerable<string> WarningsAbout(CategorizedBranches input, string[] targets, string[] globs) =>
        targets.Where(target => !input.Branches.Any(branch => branch.AssignedTarget == target))
            .Select(target => $"no branch of the input follows {DisplayText.Quote(target)} (--target)")
            .Concat(globs.Where(glob => !input.Branches.Any(branch => Matches(glob, branch)))
                .Select(glob => $"no branch of the input matches {DisplayText.Quote(glob)} (--branch)"));

    private static bool Matches(string glob, CategorizedBranch branch) =>
        FileSystemName.MatchesSimpleExpression(glob, branch.BranchName, ignoreCase: false);

}

/// <summary>What is to be aligned, where and how.</summary>
/// <param name="Branches">Those that the filters let through.</param>
internal sealed record AlignRequest(string Repository, AlignmentOptions Options, IReadOnlyList<CategorizedBranch> Branches);

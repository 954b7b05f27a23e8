using Collimate.Benchmarks.Machine;
using Collimate.Benchmarks.Reporting;

namespace Collimate.Benchmarks.Measuring;

/// <summary>How long the command line takes to do nothing, beside an empty .NET program that was compiled in the same way.</summary>
internal sealed class StartUp(BenchmarkOptions options, Places places)
{
    private const int UsualRounds = 20;
    private const string Nothing = "/bin/true";

    /// <param name="program">What is measured.</param>
    /// <param name="wrapper">A script that starts the same; nothing leaves it out.</param>
    public async Task<Section> MeasureAsync(string program, string? wrapper)
    {
        var kind = ProgramDescription.KindOf(program);
        options.Say($"start-up: building an empty program, {kind}");
        var empty = await EmptyProgram.BuildAsync(kind);
        try
        {
            return await MeasureAsync(program, wrapper, kind, empty);
        }
        finally
        {
            empty.Folder.Delete(recursive: true);
        }
    }

    private async Task<Section> MeasureAsync(string program, string? wrapper, ProgramKind kind, EmptyProgram empty)
    {
        var (repository, input) = await PrepareAsync();
        const string Version = "collimate --version";
        const string Plan = "collimate plan, no branches";
        var whole = new WholeAlignment(program);
        List<(string Way, Func<Task<Cost>> Measure)> ways =
        [
            ($"an empty program, {kind}", () => RunAsync(empty.Path)),
            (Version, whole.StartAsync),
            (Plan, () => whole.PlanAsync(repository, input)),
            (Nothing, () => RunAsync(Nothing)),
        ];
        if (wrapper is not null)
        {
            ways.Add(("./collimate --version, looks for changed sources", new WholeAlignment(wrapper).StartAsync));
        }

        // Once for nothing: the files come from the disk only then.
        var costs = new Costs();
        var rounds = options.Rounds ?? UsualRounds;
        options.Say(FormattableString.Invariant($"start-up: {rounds} rounds, {kind}"));
        for (var round = -1; round < rounds; round++)
        {
            foreach (var (way, measure) in ways)
            {
                var cost = await measure();
                if (round >= 0)
                {
                    costs.Note(way, cost);
                }
            }
        }

        var description = await ProgramDescription.ReadAsync(program);
        return new Section($"start-up, {kind}")
        {
            Facts = [new("program", description.Path), new("version", description.Version)],
            Measurements = costs.ToSeries(),
            Ratios =
            [
                .. new[] { Version, Plan }.SelectMany(way => new[]
                {
                    costs.Ratio($"{way} / an empty program, clock", cost => cost.WallSeconds, way, ways[0].Way) with { AtMost = Promises.StartUp },
                    costs.Ratio($"{way} / an empty program, processor time", cost => cost.CpuSeconds, way, ways[0].Way),
                }),
            ],
        };
    }

    private async Task<(string Repository, string Input)> PrepareAsync()
    {
        var repository = places.Next("empty");
        await Toolbox.RunAsync("git", "init", "--quiet", "--template=", "--initial-branch=main", repository);
        await Toolbox.GitAsync(repository, "-c", "user.name=Bench", "-c", "user.email=bench@example.com", "commit", "--quiet", "--allow-empty", "-m", "begin");
        await File.WriteAllTextAsync($"{repository}.json", """{ "branches": [] }""");
        return (repository, $"{repository}.json");
    }

    private static Task<Cost> RunAsync(string path) =>
        Cost.OfChildrenAsync(async () => (await ChildProcess.RunAsync(Toolbox.Program(path, []))).Require(Path.GetFileName(path)));
}

/// <summary>A .NET program that does nothing.</summary>
/// <param name="Folder">Outside of the checkout, whose settings it must not get.</param>
internal sealed record EmptyProgram(DirectoryInfo Folder, string Path)
{
    // The same choices as the product makes, as far as they concern the start.
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <RuntimeIdentifier>linux-x64</RuntimeIdentifier>
            <InvariantGlobalization>true</InvariantGlobalization>
            <TieredPGO>false</TieredPGO>
            COMPILED
          </PropertyGroup>
        </Project>
        """;

    public static async Task<EmptyProgram> BuildAsync(ProgramKind kind)
    {
        var compiled = kind == ProgramKind.Native
            ? "<PublishAot>true</PublishAot>"
            : "<PublishReadyToRun>true</PublishReadyToRun><SelfContained>false</SelfContained>";
        var folder = Directory.CreateTempSubdirectory("collimate-bench-empty-");
        var project = System.IO.Path.Combine(folder.FullName, "empty.csproj");
        await File.WriteAllTextAsync(project, Project.Replace("COMPILED", compiled, StringComparison.Ordinal));
        await File.WriteAllTextAsync(System.IO.Path.Combine(folder.FullName, "Program.cs"), "return 0;\n");
        var output = System.IO.Path.Combine(folder.FullName, "published");
        (await ChildProcess.RunAsync(Toolbox.Program("dotnet", ["publish", project, "--configuration", "Release", "--output", output, "--nologo", "--verbosity", "quiet"])))
            .Require("dotnet publish");
        return new EmptyProgram(folder, System.IO.Path.Combine(output, "empty"));
    }
}

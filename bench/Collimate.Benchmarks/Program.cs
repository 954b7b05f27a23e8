using Collimate.Benchmarks.Generating;

namespace Collimate.Benchmarks;

internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        var made = await PreparedRepository.GenerateAsync(new RepositoryShape { Branches = int.Parse(arguments[1], System.Globalization.CultureInfo.InvariantCulture) }, arguments[0]);
        await Console.Out.WriteLineAsync($"{made.Branches.Count} {made.ExpectedAligned}");
        return 0;
    }
}

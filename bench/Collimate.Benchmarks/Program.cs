using System.CommandLine;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

namespace Collimate.Benchmarks;

internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        try
        {
            return arguments is [IntegrationVerb.Name, .. var rest]
                ? await IntegrationVerb.RunAsync(rest)
                : await new BenchCommand().Command.Parse(arguments).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (BenchmarkException e)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}\nhint:  {e.Advice}");
            return 2;
        }
    }
}

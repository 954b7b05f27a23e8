using System.Globalization;

namespace Collimate.Conformance.Tests;

/// <summary>Which cases are tried: some hundreds, always the same, unless the environment asks for others.</summary>
internal static class Sample
{
    private const int BatchSize = 50;

    public static int Cases { get; } = Read("COLLIMATE_CONFORMANCE_CASES", 200);

    public static int FirstSeed { get; } = Read("COLLIMATE_CONFORMANCE_SEED", 1);

    public static TheoryData<int, int> Batches
    {
        get
        {
            var batches = new TheoryData<int, int>();
            for (var done = 0; done < Cases; done += BatchSize)
            {
                batches.Add(FirstSeed + done, Math.Min(BatchSize, Cases - done));
            }

            return batches;
        }
    }

    private static int Read(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}

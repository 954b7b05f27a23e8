namespace Collimate.Benchmarks;

/// <summary>The checkout that this program was built in.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Collimate.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new BenchmarkException($"'{AppContext.BaseDirectory}' is in no checkout", "Nothing was done. Run it with ./build bench.");
    }
}

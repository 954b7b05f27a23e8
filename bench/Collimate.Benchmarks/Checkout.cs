namespace Collimate.Benchmarks;

/// <summary>The checkout that this program was built in.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    /// <summary>What <c>./collimate</c> makes for itself.</summary>
    public static string PublishedProgram { get; } = Path.Combine(Root, "artifacts", "collimate", "current", "collimate");

    /// <summary>What <c>./build native</c> makes.</summary>
    public static string NativeProgram { get; } = Path.Combine(Root, "artifacts", "native", "collimate");

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

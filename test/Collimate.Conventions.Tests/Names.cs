using System.Text.RegularExpressions;

namespace Collimate.Conventions.Tests;

public sealed partial class Names
{
    private static readonly HashSet<string> SaysNothing =
    [
        "Helper", "Helpers", "Manager", "Managers", "Util", "Utils", "Utilities", "Service", "Services", "Common", "Processor", "Processors",
    ];

    // Only the last word of a type: 'CommonDirectory' is a noun of git's, 'GitCommon' would be a drawer.
    [Fact]
    public void Of_types_and_folders_name_a_thing_of_the_domain()
    {
        var types = Product.HandWrittenTypes
            .Where(type => SaysNothing.Contains(Word().Matches(type.Name.Split('`')[0])[^1].Value))
            .Select(Product.NameOf);
        var folders = Product.HandWrittenTypes
            .Select(type => type.Namespace!)
            .Where(name => name.Split('.').Any(SaysNothing.Contains));

        Verdict.NoneOf(types.Concat(folders), "folders name the architecture, types the domain; these words name nothing:");
    }

    [Fact]
    public void Of_asynchronous_methods_end_in_Async()
    {
        var offenders =
            from type in Product.HandWrittenTypes
            where !type.IsSubclassOf(typeof(Delegate))
            from method in Product.HandWrittenMethods(type)
            where IsAwaited(method.ReturnType) && !method.Name.EndsWith("Async", StringComparison.Ordinal) && method.Name != "Main"
            select $"{Product.NameOf(type)}.{method.Name}";

        Verdict.NoneOf(offenders, "who calls it must see that it is to be awaited:");
    }

    [Fact]
    public void Of_asynchronous_methods_do_not_start_with_Try()
    {
        var offenders =
            from type in Product.HandWrittenTypes
            from method in Product.HandWrittenMethods(type)
            where method.Name.StartsWith("Try", StringComparison.Ordinal) && method.Name.EndsWith("Async", StringComparison.Ordinal)
            select $"{Product.NameOf(type)}.{method.Name}";

        Verdict.NoneOf(offenders, "no out parameter can say why not: return an outcome, or a nullable:");
    }

    [GeneratedRegex("[A-Z]+[^A-Z]*|[^A-Z]+")]
    private static partial Regex Word();

    private static bool IsAwaited(Type type) =>
        type.FullName is { } name
        && (name.StartsWith("System.Threading.Tasks.Task", StringComparison.Ordinal)
            || name.StartsWith("System.Threading.Tasks.ValueTask", StringComparison.Ordinal)
            || name.StartsWith("System.Collections.Generic.IAsyncEnumerable", StringComparison.Ordinal));
}

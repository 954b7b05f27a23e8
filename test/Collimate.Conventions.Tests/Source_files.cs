using System.Text.RegularExpressions;

namespace Collimate.Conventions.Tests;

public sealed partial class Source_files
{
    private const int MostLines = 300;
    private const string Exceptions = "eng/size-exceptions.txt";

    [Fact]
    public void Have_at_most_three_hundred_lines()
    {
        // arrange: 'path reason'
        var excused = Checkout.ReadLines(Exceptions)
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(' ', 2))
            .ToDictionary(words => words[0], words => words.ElementAtOrDefault(1)?.Trim());

        // act
        var tooLong = Checkout.Files("*.cs", "src", "test", "eng", "bench")
            .Select(path => (Path: path, Lines: Checkout.ReadLines(path).Length))
            .Where(file => file.Lines > MostLines)
            .ToDictionary(file => file.Path, file => file.Lines);

        // assert
        Verdict.NoneOf(
            tooLong.Where(file => !excused.ContainsKey(file.Key)).Select(file => $"{file.Key} has {file.Value} lines")
                .Concat(excused.Where(file => string.IsNullOrEmpty(file.Value)).Select(file => $"{file.Key} is excused without a reason"))
                .Concat(excused.Keys.Where(path => !tooLong.ContainsKey(path)).Select(path => $"{path} needs no excuse any more")),
            $"one idea per file, at most {MostLines} lines; an exception is a line 'path reason' in {Exceptions}:");
    }

    [Fact]
    public void Silence_a_warning_only_with_a_reason_beside_it()
    {
        var settings =
            from path in Checkout.Files("*.props").Concat(Checkout.Files("*.csproj"))
            from line in Checkout.ReadLines(path)
            where line.Contains("<NoWarn>", StringComparison.Ordinal) && !SilencedWithReason().IsMatch(line)
            select $"{path}: {line.Trim()}";
        var pragmas =
            from path in Checkout.Files("*.cs", "src", "test", "bench")
            from line in Checkout.ReadLines(path)
            where line.TrimStart().StartsWith("#pragma warning disable", StringComparison.Ordinal) && !line.Contains("//", StringComparison.Ordinal)
            select $"{path}: {line.Trim()}";

        Verdict.NoneOf(settings.Concat(pragmas), "one warning a line, with the reason in a comment on that line:");
    }

    // './collimate' looks for changes there and nowhere else.
    [Fact]
    public void Of_the_product_come_only_from_src_and_schemas()
    {
        var offenders =
            from path in Checkout.Files("*.csproj", "src")
            from Match file in IncludedFile().Matches(Checkout.Read(path))
            let included = Path.GetRelativePath(Checkout.Root, Path.Combine(Checkout.Root, Path.GetDirectoryName(path)!, file.Groups["file"].Value))
            where !included.StartsWith("src/", StringComparison.Ordinal) && !included.StartsWith("schemas/", StringComparison.Ordinal)
            select $"{path}: {file.Groups["file"].Value}";

        Verdict.NoneOf(offenders, "./collimate would not notice that they changed; move them, or name them there too:");
    }

    [GeneratedRegex(@"Include=""(?<file>\.\./[^""]+)""")]
    private static partial Regex IncludedFile();

    [GeneratedRegex(@"^\s*<NoWarn>\$\(NoWarn\);\w+</NoWarn>\s*<!-- \S.* -->\s*$")]
    private static partial Regex SilencedWithReason();
}

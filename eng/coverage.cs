#:property PublishAot=false
// The coverage gate of './build test': merges the reports of all test projects, prints a table per namespace and
// fails when a number is below its line in the gates file.
// Usage: coverage.cs RESULTS GATES   where RESULTS/**/coverage.xml are Cobertura reports.
// A line counts as covered when any project covers it. Of a line's branches the best project counts: reports do not
// say which branches they took, so two projects that took one each are not added up.
using System.Globalization;
using System.Xml.Linq;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var reports = Directory.EnumerateFiles(args[0], "coverage.xml", SearchOption.AllDirectories).ToList();
var lines = reports.SelectMany(ReadLines).GroupBy(line => (line.File, line.Number)).Select(Merge).ToList();
if (lines.Count == 0)
{
    Console.WriteLine($"no coverage was recorded: {reports.Count} reports, none with a line of the product");
    return 1;
}

var gates = File.ReadLines(args[1]).Where(line => !line.StartsWith('#') && line.Trim().Length > 0).Select(ParseGate).ToList();
var namespaces = lines.Select(line => line.Namespace).Distinct().Order(StringComparer.Ordinal).ToList();
var width = namespaces.Max(name => name.Length);
Console.WriteLine($"{"namespace".PadRight(width)}  {"lines",20}  {"branches",20}");
foreach (var name in namespaces)
{
    PrintRow(name, lines.Where(line => line.Namespace == name));
}

PrintRow("total", lines);

var below = 0;
foreach (var gate in gates)
{
    var share = Share.Of(lines.Where(line => gate.Covers(line.Namespace)));
    if (share.Lines.Of == 0)
    {
        Complain($"{gate.Namespace}: {args[1]} has a gate for it, but no line of it was seen");
    }
    else if (share.Lines.Percent < gate.Lines || share.Branches.Percent < gate.Branches)
    {
        Complain($"{gate.Namespace}: below its gate of {gate.Lines} % lines and {gate.Branches} % branches");
        PrintGaps(lines.Where(line => gate.Covers(line.Namespace)));
    }
}

return below == 0 ? 0 : 1;

void Complain(string sentence)
{
    below++;
    Console.WriteLine(sentence);
}

void PrintRow(string name, IEnumerable<Line> those)
{
    var share = Share.Of(those);
    Console.WriteLine($"{name.PadRight(width)}  {share.Lines,20}  {share.Branches,20}");
}

// Where to look first: the files with the most lines that no test reaches.
static void PrintGaps(IEnumerable<Line> those)
{
    var gaps = those.Where(line => !line.Hit || line.BranchesHit < line.Branches).GroupBy(line => line.File)
        .OrderByDescending(file => file.Count(line => !line.Hit)).ThenBy(file => file.Key, StringComparer.Ordinal).Take(10);
    foreach (var file in gaps)
    {
        var unreached = string.Join(' ', file.Where(line => !line.Hit).Select(line => line.Number).Order().Take(12));
        Console.WriteLine($"  {file.Key}: {file.Count(line => !line.Hit)} lines ({unreached}), {file.Sum(line => line.Branches - line.BranchesHit)} branches");
    }
}

static IEnumerable<Line> ReadLines(string report) =>
    from type in XDocument.Load(report).Descendants("class")
    let file = RelativePath((string)type.Attribute("filename")!)
    where file is not null
    from line in type.Descendants("line")
    let branches = ParseBranches((string?)line.Attribute("condition-coverage"))
    select new Line(file, (int)line.Attribute("number")!, (string)line.Attribute("hits")! != "0", branches.Hit, branches.Of);

// Absolute, and under whatever folder the checkout is in. Generated code is not ours to test.
static string? RelativePath(string path)
{
    path = path.Replace('\\', '/');
    var start = path.LastIndexOf("/src/Collimate.", StringComparison.Ordinal);
    var isOurs = start >= 0 && !path.Contains("/obj/", StringComparison.Ordinal) && !path.EndsWith(".g.cs", StringComparison.Ordinal);
    return isOurs ? path[(start + 1)..] : null;
}

// '50% (1/2)'
static (int Hit, int Of) ParseBranches(string? text)
{
    if (text is null)
    {
        return (0, 0);
    }

    var parts = text[(text.IndexOf('(') + 1)..text.IndexOf(')')].Split('/');
    return (int.Parse(parts[0]), int.Parse(parts[1]));
}

static Line Merge(IEnumerable<Line> same)
{
    var all = same.ToList();
    return all[0] with { Hit = all.Any(line => line.Hit), BranchesHit = all.Max(line => line.BranchesHit), Branches = all.Max(line => line.Branches) };
}

static Gate ParseGate(string line)
{
    var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    return new Gate(words[0], double.Parse(words[1]), double.Parse(words[2]));
}

/// <summary>One line of the product's code and how much of it ran.</summary>
sealed record Line(string File, int Number, bool Hit, int BranchesHit, int Branches)
{
    // The folder is the namespace; the reports name nested and compiler-made types in too many ways.
    public string Namespace { get; } = Path.GetDirectoryName(File)!["src/".Length..].Replace('/', '.');
}

/// <summary>What a namespace, or everything, must reach.</summary>
sealed record Gate(string Namespace, double Lines, double Branches)
{
    public bool Covers(string name) => Namespace == "*" || name == Namespace || name.StartsWith(Namespace + '.', StringComparison.Ordinal);
}

sealed record Ratio(int Hit, int Of)
{
    public double Percent => Of == 0 ? 100 : 100.0 * Hit / Of;

    public override string ToString() => $"{Percent:F1} % ({Hit}/{Of})";
}

sealed record Share(Ratio Lines, Ratio Branches)
{
    public static Share Of(IEnumerable<Line> lines)
    {
        var all = lines.ToList();
        return new Share(
            new Ratio(all.Count(line => line.Hit), all.Count),
            new Ratio(all.Sum(line => line.BranchesHit), all.Sum(line => line.Branches)));
    }
}

#:property PublishAot=false
// The closing line of './build test': adds up the results of all test projects and prints 'N passed, N failed'.
// Usage: sum.cs RESULTS PROJECT=EXIT_CODE...   where RESULTS/PROJECT/*.trx are the results of that project.
// A project that ended badly without a failed test (it crashed, hung or found no test) counts as one failure.
using System.Xml.Linq;

var passed = 0;
var failed = 0;
var skipped = 0;

foreach (var (project, exitCode) in args.Skip(1).Select(ParseProject))
{
    var counters = ReadCounters(Path.Combine(args[0], project));
    var failures = Count(counters, "failed", "error", "timeout", "aborted");
    if (failures == 0 && (exitCode != 0 || counters.Count == 0))
    {
        Console.WriteLine($"{project} ended with exit code {exitCode} without naming a failed test: counted as one failure");
        failures = 1;
    }

    passed += Count(counters, "passed");
    failed += failures;
    skipped += Count(counters, "notExecuted", "notRunnable");
}

Console.WriteLine(skipped > 0 ? $"{passed} passed, {failed} failed, {skipped} skipped" : $"{passed} passed, {failed} failed");
return passed > 0 && failed == 0 ? 0 : 1;

static (string Project, int ExitCode) ParseProject(string argument)
{
    var parts = argument.Split('=');
    return (parts[0], int.Parse(parts[1]));
}

// A crash leaves no file, or half a file: neither says anything.
static List<XElement> ReadCounters(string folder)
{
    if (!Directory.Exists(folder))
    {
        return [];
    }

    try
    {
        return [.. Directory.EnumerateFiles(folder, "*.trx").SelectMany(file => XDocument.Load(file).Descendants())
            .Where(element => element.Name.LocalName == "Counters")];
    }
    catch (System.Xml.XmlException)
    {
        return [];
    }
}

static int Count(List<XElement> counters, params string[] names) =>
    counters.Sum(counter => names.Sum(name => (int?)counter.Attribute(name) ?? 0));

using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Collimate.Cli.Tests.Commands;

/// <summary>Compares the whole output of a command with the file that a person approved; <c>APPROVE=1</c> rewrites it.</summary>
internal static partial class Approved
{
    public static void Check(CommandResult result, Shell shell, [CallerMemberName] string test = "")
    {
        var file = Path.Combine(Folder(), test + ".txt");
        var actual = Describe(result, shell.Directory);
        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
        {
            File.WriteAllText(file, actual);
        }

        Assert.Equal(File.Exists(file) ? File.ReadAllText(file) : "nothing was approved yet", actual);
    }

    private static string Describe(CommandResult result, string directory)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"""
            $ {string.Join(' ', ["collimate", .. result.Arguments])}
            {result.Out.TrimEnd('\n')}
            --- stderr
            {result.Error.TrimEnd('\n')}
            [exit status: {(int)result.ExitCode}]

            """);
        text = text.Replace(directory, "~", StringComparison.Ordinal);
        text = text.Replace(typeof(Approved).Assembly.GetName().Name!, "collimate", StringComparison.Ordinal);
        text = Version().Replace(text, "collimate VERSION");
        text = Run().Replace(text, "RUN");
        text = Time().Replace(text, "TIME");
        text = Duration().Replace(text, "N");
        return Id().Replace(text, "ID");
    }

    private static string Folder([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Join(thisFile, "../../Approved"));

    [GeneratedRegex(@"(?<=\n)collimate \d+\.\d+\.\d+\S*")]
    private static partial Regex Version();

    [GeneratedRegex(@"\b\d{8}T\d{6}Z-[0-9a-f]{4}\b")]
    private static partial Regex Run();

    [GeneratedRegex(@"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")]
    private static partial Regex Time();

    [GeneratedRegex(@"(?<=_seconds"": )[\d.]+|(?<= in )[\d.]+(?= s\b)")]
    private static partial Regex Duration();

    [GeneratedRegex(@"\b([0-9a-f]{40}|[0-9a-f]{10})\b")]
    private static partial Regex Id();
}

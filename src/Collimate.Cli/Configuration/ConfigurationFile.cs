using System.Globalization;
using System.Text;
using Collimate.Engine;
using YamlDotNet.Core;

namespace Collimate.Cli.Configuration;

/// <summary>The configuration of a run as YAML. What it does not name keeps its default.</summary>
internal static class ConfigurationFile
{
    public const int MaxBytes = 1024 * 1024;

    /// <param name="utf8">The content of the file.</param>
    /// <param name="file">What messages call the file.</param>
    /// <exception cref="BadInputException">With every problem of the file.</exception>
    public static AlignmentOptions Parse(ReadOnlySpan<byte> utf8, string file)
    {
        var problems = new InputProblems(file);
        var options = new AlignmentOptions();
        if (utf8.Length > MaxBytes)
        {
            var found = string.Create(CultureInfo.InvariantCulture, $"{utf8.Length} bytes");
            problems.Add(TextPosition.Start, "$", found, string.Create(CultureInfo.InvariantCulture, $"at most {MaxBytes} bytes"));
        }
        else
        {
            options = Read(utf8, problems);
        }

        problems.ThrowIfAny();
        return options;
    }

    private static AlignmentOptions Read(ReadOnlySpan<byte> utf8, InputProblems problems)
    {
        if (utf8.StartsWith(Utf8Input.ByteOrderMark))
        {
            utf8 = utf8[Utf8Input.ByteOrderMark.Length..];
        }

        var text = YamlCharacters.Mask(Encoding.UTF8.GetString(Utf8Input.MaskInvalidBytes(utf8, problems)), problems);
        var path = new DocumentPath();
        var reader = new ConfigurationReader(new YamlCursor(text, path, problems), path, problems);
        try
        {
            reader.ReadStream();
        }
        catch (YamlException e)
        {
            problems.Add(YamlCursor.PositionOf(e.Start), path.ToString(), $"broken YAML ({YamlCursor.Reason(e)})", "well-formed YAML");
        }

        return reader.Options;
    }
}

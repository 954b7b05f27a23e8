using System.Globalization;
using System.Text.Json;

namespace Collimate.Engine.Categorizing;

/// <summary>The file <c>categorized_branches.json</c>: strict JSON in one of the two shapes that the specification names.</summary>
internal static class CategorizedBranchesFile
{
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <param name="utf8">The content of the file.</param>
    /// <param name="file">What messages call the file.</param>
    /// <exception cref="BadInputException">With every problem of the file.</exception>
    internal static CategorizedBranches Parse(ReadOnlySpan<byte> utf8, string file)
    {
        var problems = new InputProblems(file);
        var branches = new CategorizedBranchList(problems);
        if (utf8.Length > MaxBytes)
        {
            var found = string.Create(CultureInfo.InvariantCulture, $"{utf8.Length} bytes");
            problems.Add(TextPosition.Start, "$", found, string.Create(CultureInfo.InvariantCulture, $"at most {MaxBytes} bytes"));
        }
        else
        {
            Read(utf8, branches, problems);
        }

        problems.ThrowIfAny();
        return branches.ToCategorizedBranches();
    }

    private static void Read(ReadOnlySpan<byte> utf8, CategorizedBranchList branches, InputProblems problems)
    {
        if (utf8.StartsWith(Utf8Input.ByteOrderMark))
        {
            problems.Add(TextPosition.Start, "$", "a byte order mark", "JSON in UTF-8 without one");
            utf8 = utf8[Utf8Input.ByteOrderMark.Length..];
        }

        var json = new StrictJsonReader(Utf8Input.MaskInvalidBytes(utf8, problems), problems);
        try
        {
            new CategorizedBranchesGrammar(branches, problems).ReadDocument(ref json);
            json.AdvanceToEnd();
        }
        catch (JsonException e)
        {
            json.ReportSyntax(e);
        }
    }
}

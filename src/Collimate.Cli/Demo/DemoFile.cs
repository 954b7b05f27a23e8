using System.Text;

namespace Collimate.Cli.Demo;

/// <summary>One file of a tree, its mode written as git writes it.</summary>
internal sealed record DemoFile(string Mode, ReadOnlyMemory<byte> Content)
{
    public const string Plain = "100644";
    public const string Executable = "100755";
    public const string SymbolicLink = "120000";

    public static DemoFile OfText(string text) => new(Plain, Encoding.UTF8.GetBytes(text));

    public string Text => Encoding.UTF8.GetString(Content.Span);
}

using System.Diagnostics;
using System.Globalization;
using Collimate.Engine;
using Collimate.Engine.Reporting;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Collimate.Cli.Configuration;

/// <summary>Moves through the events of a YAML text and refuses what a configuration does not need: anchors, aliases and tags.</summary>
/// <remarks>
/// Events are pulled one by one, and the depth is looked at after each: the parser needs quadratic time for deep nesting, but only
/// when it is let that deep.
/// </remarks>
internal sealed class YamlCursor(string text, DocumentPath path, InputProblems problems)
{
    private const int MaxDepth = 50;

    private readonly Parser _parser = new(new StringReader(text));
    private int _depth;

    public ParsingEvent Current => _parser.Current ?? throw new UnreachableException("BUG: the cursor was not advanced to the first event");

    public TextPosition Position => PositionOf(Current.Start);

    public static TextPosition PositionOf(Mark mark) => new((int)mark.Line, (int)mark.Column);

    /// <summary>What the parser says, as part of a sentence.</summary>
    public static string Reason(YamlException exception) => DisplayText.Excerpt(exception.Message.TrimEnd('.').Replace("While", "while", StringComparison.Ordinal));

    /// <exception cref="YamlException">The text is no YAML, or nested too deep.</exception>
    public void Advance()
    {
        try
        {
            _parser.MoveNext();
        }
        catch (InvalidOperationException e)
        {
            // YamlDotNet 18.1.0 throws this, not a YamlException, for a list or mapping in brackets that is not closed.
            throw new YamlException(Current.Start, Current.End, "a list or mapping in brackets that is not closed", e);
        }

        // The stream and the document are levels, too, but not of the person who wrote the file.
        _depth += Current.NestingIncrease;
        if (_depth > MaxDepth + 2)
        {
            throw new YamlException(Current.Start, Current.End, string.Create(CultureInfo.InvariantCulture, $"more than {MaxDepth} levels"));
        }
    }

    /// <summary>Reports an alias, anchor or tag on the node that begins here.</summary>
    public void CheckProperties()
    {
        if (Current is AnchorAlias alias)
        {
            Refuse($"the alias {DisplayText.Quote('*' + alias.Value.Value)}");
        }
        else if (Current is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            Refuse($"the anchor {DisplayText.Quote('&' + anchored.Anchor.Value)}");
        }
        else if (Current is NodeEvent { Tag.IsEmpty: false } tagged)
        {
            Refuse($"the tag {DisplayText.Quote(tagged.Tag.ToString())}");
        }
    }

    /// <summary>Passes over the node that begins here.</summary>
    public void Skip()
    {
        var depth = _depth - Current.NestingIncrease;
        while (_depth > depth)
        {
            Advance();
            CheckProperties();
        }

        Advance();
    }

    private void Refuse(string found) => problems.Add(Position, path.ToString(), found, "the value itself: anchors, aliases and tags have no place here");
}

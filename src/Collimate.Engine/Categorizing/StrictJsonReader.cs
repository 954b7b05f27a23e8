using System.Globalization;
using System.Text;
using System.Text.Json;
using Collimate.Engine.Reporting;

namespace Collimate.Engine.Categorizing;

/// <summary>
/// Reads JSON token by token and knows where it stands. Reports what the reader below it would let pass: keys that an object has
/// twice, at any depth, and text with half of a surrogate pair.
/// </summary>
internal ref struct StrictJsonReader
{
    // The format needs three levels. Anything deeper is unknown and only skipped.
    private const int MaxDepth = 64;

    private readonly ReadOnlySpan<byte> _utf8;
    private readonly InputProblems _problems;
    private readonly DocumentPath _path = new();
    private Utf8JsonReader _reader;
    private TextPositionCursor _positions;
    private bool _atEnd;

    public StrictJsonReader(ReadOnlySpan<byte> utf8, InputProblems problems)
    {
        _utf8 = utf8;
        _problems = problems;
        _positions = new TextPositionCursor(utf8);
        _reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
    }

    public readonly JsonTokenType Token => _reader.TokenType;

    public readonly string Path => _path.ToString();

    /// <summary>Where the current token begins.</summary>
    public TextPosition Position { get; private set; } = TextPosition.Start;

    /// <summary>The decoded text of a key or a text, null where it is damaged (which has been reported).</summary>
    public string? Text { get; private set; }

    /// <summary>The current number as it stands in the file.</summary>
    public readonly string RawNumber => Encoding.UTF8.GetString(_reader.ValueSpan);

    /// <summary>The current number, or null where it is not finite.</summary>
    public readonly double? Number => _reader.TryGetDouble(out var value) && double.IsFinite(value) ? value : null;

    /// <exception cref="JsonException">This is not JSON; see <see cref="ReportSyntax"/>.</exception>
    public void Advance()
    {
        _reader.Read();
        Position = _positions.Locate((int)_reader.TokenStartIndex);
        switch (Token)
        {
            case JsonTokenType.PropertyName:
                PassKey();
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                _path.Leave();
                break;
            default:
                PassValue();
                break;
        }
    }

    /// <summary>Moves to the next key of the object that is open.</summary>
    /// <returns>False at the end of the object.</returns>
    public bool AdvanceToKey()
    {
        Advance();
        return Token == JsonTokenType.PropertyName;
    }

    /// <summary>Moves to the next item of the list that is open.</summary>
    /// <returns>False at the end of the list.</returns>
    public bool AdvanceToItem()
    {
        Advance();
        return Token != JsonTokenType.EndArray;
    }

    /// <summary>Passes over the rest of the value that begins here, checking its keys and texts all the same.</summary>
    public void SkipValue()
    {
        if (Token is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return;
        }

        var depth = _reader.CurrentDepth;
        do
        {
            Advance();
        }
        while (_reader.CurrentDepth > depth);
    }

    /// <exception cref="JsonException">Something follows the document.</exception>
    public void AdvanceToEnd()
    {
        _atEnd = true;
        _reader.Read();
    }

    /// <summary>Reports that the current value is not the expected one, and passes over it.</summary>
    public void Reject(string expected)
    {
        _problems.Add(Position, Path, DescribeValue(), expected);
        SkipValue();
    }

    /// <summary>Reports where and why the text is no JSON.</summary>
    public readonly void ReportSyntax(JsonException exception)
    {
        var expected = (_atEnd, _path.Depth) switch
        {
            (true, _) => "the end of the file after one document",
            (_, MaxDepth) => string.Create(CultureInfo.InvariantCulture, $"at most {MaxDepth} levels"),
            _ => "well-formed JSON",
        };
        var mistake = JsonSyntaxMistake.Diagnose(_utf8, exception, expected);
        var at = new TextPositionCursor(_utf8).Locate(mistake.Offset);
        _problems.Add(at, Path, mistake.Found, mistake.Expected);
    }

    private readonly string DescribeValue() => Token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => $"the text {DisplayText.Quote(Text ?? "")}",
        JsonTokenType.Number => $"the number {DisplayText.Excerpt(RawNumber)}",
        _ => Encoding.UTF8.GetString(_reader.ValueSpan),
    };

    private void PassKey()
    {
        _path.NextUnreadKey();
        Text = Decode();
        if (Text is null)
        {
            return;
        }

        if (_path.NextKey(Text, Position.Line) is { } line)
        {
            var found = string.Create(CultureInfo.InvariantCulture, $"the key {DisplayText.Quote(Text)} a second time (first on line {line})");
            _problems.Add(Position, Path, found, "each key once");
        }
    }

    private void PassValue()
    {
        // A value in a list moves the index on; under a key, the key has already been passed.
        _path.NextItem();
        Text = Token == JsonTokenType.String ? Decode() : null;
        if (Token is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            _path.Enter();
        }
    }

    private readonly string? Decode()
    {
        try
        {
            return _reader.GetString();
        }
        catch (InvalidOperationException)
        {
            _problems.Add(Position, Path, "half of a surrogate pair", "text in which every \\uD800 to \\uDFFF has its other half");
            return null;
        }
    }
}

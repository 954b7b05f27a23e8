using System.Globalization;
using System.Text;
using Collimate.Engine.Reporting;

namespace Collimate.Engine;

/// <summary>Where a reader stands in a document of objects and lists, written as <c>$.branches[3].confidence</c>.</summary>
internal sealed class DocumentPath
{
    private readonly Stack<Container> _open = new();

    /// <summary>How many lists and objects are open.</summary>
    public int Depth => _open.Count;

    /// <summary>A list or an object begins here.</summary>
    public void Enter() => _open.Push(new Container());

    public void Leave() => _open.Pop();

    /// <summary>The next item of the list that is open.</summary>
    public void NextItem()
    {
        if (_open.TryPeek(out var container))
        {
            container.Index++;
        }
    }

    /// <summary>The next key of the object that is open has not been read yet, or cannot be.</summary>
    public void NextUnreadKey() => _open.Peek().Key = "?";

    /// <summary>The next key of the object that is open.</summary>
    /// <returns>The line where this object had the same key before, or null.</returns>
    public int? NextKey(string key, int line)
    {
        var container = _open.Peek();
        container.Key = key;
        container.Lines ??= new Dictionary<string, int>(StringComparer.Ordinal);
        return container.Lines.TryAdd(key, line) ? null : container.Lines[key];
    }

    public override string ToString()
    {
        var text = new StringBuilder("$");
        foreach (var container in _open.Reverse())
        {
            container.AppendTo(text);
        }

        return text.ToString();
    }

    private sealed class Container
    {
        public string? Key { get; set; }

        public int Index { get; set; } = -1;

        public Dictionary<string, int>? Lines { get; set; }

        public void AppendTo(StringBuilder text)
        {
            if (Key is null)
            {
                // Between the bracket and the first item or key, the container itself is meant.
                text.Append(Index < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"[{Index}]"));
            }
            else if (Key.Length > 0 && Key.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            {
                text.Append('.').Append(DisplayText.Excerpt(Key));
            }
            else
            {
                text.Append('[').Append(DisplayText.Quote(Key)).Append(']');
            }
        }
    }
}

using System.Globalization;
using Collimate.Engine;
using Collimate.Engine.Reporting;
using YamlDotNet.Core.Events;

namespace Collimate.Cli.Configuration;

/// <summary>Compares a YAML document with the table of keys.</summary>
internal sealed class ConfigurationReader(YamlCursor yaml, DocumentPath path, InputProblems problems)
{
    /// <summary>The defaults, with every valid value that has been read.</summary>
    public AlignmentOptions Options { get; private set; } = new();

    /// <exception cref="YamlDotNet.Core.YamlException">The text is no YAML; what had been read stays.</exception>
    public void ReadStream()
    {
        yaml.Advance(); // to the start of the stream
        yaml.Advance(); // to the start of the document
        if (yaml.Current is StreamEnd)
        {
            return;
        }

        yaml.Advance();
        ReadMapping(ConfigurationKeys.Root);
        yaml.Advance(); // to the end of the document
        if (yaml.Current is not StreamEnd)
        {
            problems.Add(yaml.Position, "$", "a second document", "one document");
        }
    }

    private void ReadMapping(string section)
    {
        yaml.CheckProperties();
        if (yaml.Current is not MappingStart)
        {
            // A section of which every key is commented out is empty, and so is a file of which every line is.
            if (yaml.Current is not Scalar { IsPlainImplicit: true, Value: "" })
            {
                Reject("a mapping of keys to values");
            }

            yaml.Skip();
            return;
        }

        path.Enter();
        yaml.Advance();
        while (yaml.Current is not MappingEnd)
        {
            ReadEntry(section);
        }

        path.Leave();
        yaml.Advance();
    }

    private void ReadEntry(string section)
    {
        path.NextUnreadKey();
        yaml.CheckProperties();
        if (yaml.Current is not Scalar name)
        {
            Reject("a key as text");
            yaml.Skip();
            yaml.Skip();
            return;
        }

        var position = yaml.Position;
        var firstLine = path.NextKey(name.Value, position.Line);
        yaml.Advance();
        if (firstLine is { } line)
        {
            var found = string.Create(CultureInfo.InvariantCulture, $"the key {DisplayText.Quote(name.Value)} a second time (first on line {line})");
            problems.Add(position, path.ToString(), found, "each key once");
            yaml.Skip();
        }
        else
        {
            ReadValueOf(section, name.Value, position);
        }
    }

    private void ReadValueOf(string section, string name, TextPosition position)
    {
        if (ConfigurationKeys.Find(section, name) is { } key)
        {
            ReadValue(key);
        }
        else if (section == ConfigurationKeys.Root && ConfigurationKeys.Sections.Contains(name))
        {
            ReadMapping(name);
        }
        else
        {
            problems.Add(position, path.ToString(), $"the unknown key {DisplayText.Quote(name)}", ConfigurationKeys.Suggest(section, name));
            yaml.CheckProperties();
            yaml.Skip();
        }
    }

    private void ReadValue(ConfigurationKey key)
    {
        yaml.CheckProperties();
        object? value = null;
        switch (yaml.Current, key.Rule)
        {
            case (AnchorAlias, _):
                break;
            case (Scalar scalar, ScalarRule rule):
                value = ReadScalar(scalar, rule);
                break;
            case (SequenceStart, ListRule rule):
                value = ReadList(rule);
                break;
            default:
                Reject(key.Rule.Expected);
                break;
        }

        yaml.Skip();
        Options = value is null ? Options : key.Set(Options, value);
    }

    private object? ReadScalar(Scalar scalar, ScalarRule rule)
    {
        var reading = rule.Read(YamlScalar.From(scalar));
        if (reading.Value is null)
        {
            problems.Add(yaml.Position, path.ToString(), reading.Found, rule.Expected);
        }

        return reading.Value;
    }

    /// <summary>Ends on the end of the list, so that passing over the current node works for lists, too.</summary>
    private List<string>? ReadList(ListRule rule)
    {
        var (start, values, count) = (yaml.Position, new Dictionary<string, int>(StringComparer.Ordinal), 0);
        path.Enter();
        for (yaml.Advance(); yaml.Current is not SequenceEnd; yaml.Skip())
        {
            path.NextItem();
            count++;
            ReadItem(rule.Item, values);
        }

        path.Leave();
        if (count == 0)
        {
            problems.Add(start, path.ToString(), "an empty list", rule.Expected);
        }

        return values.Count == count && count > 0 ? [.. values.Keys] : null;
    }

    private void ReadItem(ScalarRule rule, Dictionary<string, int> values)
    {
        yaml.CheckProperties();
        switch (yaml.Current)
        {
            case AnchorAlias:
                break;
            case Scalar scalar when ReadScalar(scalar, rule) is string value:
                if (!values.TryAdd(value, yaml.Position.Line))
                {
                    var found = string.Create(CultureInfo.InvariantCulture, $"{DisplayText.Quote(value)} a second time (first on line {values[value]})");
                    problems.Add(yaml.Position, path.ToString(), found, "each name once");
                }

                break;
            case Scalar:
                break;
            default:
                Reject(rule.Expected);
                break;
        }
    }

    private void Reject(string expected) => problems.Add(yaml.Position, path.ToString(), Describe(yaml.Current), expected);

    private static string Describe(ParsingEvent node) => node switch
    {
        MappingStart => "a mapping",
        SequenceStart => "a list",
        Scalar scalar => YamlScalar.From(scalar).Description,
        _ => "an alias",
    };
}

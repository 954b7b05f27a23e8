namespace Collimate.Conformance.Tests.Generating;

/// <summary>One thing that a commit does. It can be done again elsewhere, taken back, or done with other white space.</summary>
internal abstract record Change
{
    private Change()
    {
    }

    public abstract Change Inverse { get; }

    public abstract Change Respaced { get; }

    /// <summary>The path that is changed.</summary>
    public abstract string At { get; }

    /// <returns>The tree afterwards, or nothing where the change does not fit.</returns>
    public abstract FileTree? ApplyTo(FileTree tree);

    /// <summary>What stands at a path becomes something else; nothing stands for a path that does not exist.</summary>
    public sealed record Put(string Path, Entry? Before, Entry? After) : Change
    {
        public override Change Inverse => new Put(Path, After, Before);

        public override Change Respaced => this with { After = After is { IsText: true } ? After with { Content = Spread(After.Content) } : After };

        public override string At => Path;

        public override FileTree? ApplyTo(FileTree tree) =>
            tree[Path] == Before && (Before is not null || tree.IsFree(Path)) ? tree.With(Path, After) : null;
    }

    /// <summary>Some text in a file becomes another.</summary>
    public sealed record Rewrite(string Path, string Before, string After) : Change
    {
        public override Change Inverse => new Rewrite(Path, After, Before);

        public override Change Respaced => this with { After = Spread(After) };

        public override string At => Path;

        public override FileTree? ApplyTo(FileTree tree)
        {
            var place = tree[Path]?.Content.IndexOf(Before, StringComparison.Ordinal) ?? -1;
            return place < 0 || !tree[Path]!.IsFile
                ? null
                : tree.With(Path, tree[Path]! with { Content = string.Concat(tree[Path]!.Content.AsSpan(0, place), After, tree[Path]!.Content.AsSpan(place + Before.Length)) });
        }
    }

    /// <summary>A file, or all files of a directory, move.</summary>
    public sealed record Move(string From, string To) : Change
    {
        public override Change Inverse => new Move(To, From);

        public override Change Respaced => this;

        public override string At => To;

        public override FileTree? ApplyTo(FileTree tree)
        {
            var moved = tree[From] is null ? tree.Below(From) : [From];
            var rest = moved.Aggregate(tree, (without, path) => without.With(path, null));
            return moved.Count == 0 || !rest.IsFree(To)
                ? null
                : moved.Aggregate(rest, (with, path) => with.With(To + path[From.Length..], tree[path]));
        }
    }

    private static string Spread(string text) => text.Replace(" ", "  ", StringComparison.Ordinal);
}

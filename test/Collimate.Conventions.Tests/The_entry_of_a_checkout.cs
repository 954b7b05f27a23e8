using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Collimate.Conventions.Tests;

/// <summary>Which program <c>./collimate</c> runs, in a checkout whose programs only say what they are.</summary>
public sealed class The_entry_of_a_checkout : IDisposable
{
    private const string Native = "artifacts/native";
    private const string Published = "artifacts/collimate/current";

    private readonly string _root = Directory.CreateTempSubdirectory("collimate-entry-").FullName;

    public The_entry_of_a_checkout()
    {
        File.Copy(Path.Combine(Checkout.Root, "collimate"), Path.Combine(_root, "collimate"));
        foreach (var source in new[] { "src/Program.cs", "Directory.Build.props", "Directory.Packages.props", "global.json", "eng/BannedSymbols.txt" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_root, source))!);
            File.WriteAllText(Path.Combine(_root, source), "");
        }

        Make(Published, Age.Current);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Runs_what_was_published_where_nobody_compiled_natively() => Assert.Equal($"{Published} align -q", Run());

    [Fact]
    public void Prefers_the_native_program()
    {
        Make(Native, Age.Current);

        Assert.Equal($"{Native} align -q", Run());
    }

    [Fact]
    public void Leaves_a_native_program_alone_that_is_older_than_a_source()
    {
        Make(Native, Age.Outdated);

        Assert.Equal($"{Published} align -q", Run());
    }

    // As while './build native' runs, or after it failed.
    [Fact]
    public void Leaves_a_native_program_alone_that_is_not_finished()
    {
        // arrange
        Make(Native, Age.Current);
        File.Delete(Path.Combine(_root, Native, "built"));

        // act and assert
        Assert.Equal($"{Published} align -q", Run());
    }

    [Fact]
    public void Needs_nothing_published_where_the_native_program_is_current()
    {
        // arrange
        Make(Native, Age.Current);
        Directory.Delete(Path.Combine(_root, Published), recursive: true);

        // act and assert
        Assert.Equal($"{Native} align -q", Run());
    }

    private void Make(string folder, Age age)
    {
        var program = Path.Combine(Directory.CreateDirectory(Path.Combine(_root, folder)).FullName, "collimate");
        File.WriteAllText(program, $"#!/bin/sh\necho {folder} \"$@\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var mark = Path.Combine(_root, folder, "built");
        File.WriteAllText(mark, "");

        // Sources were changed when this test began: a mark is as good as its distance from that moment.
        File.SetLastWriteTimeUtc(mark, File.GetLastWriteTimeUtc(program) + (age == Age.Current ? TimeSpan.FromHours(1) : TimeSpan.FromHours(-1)));
    }

    [SuppressMessage("ApiDesign", "RS0030", Justification = "The script itself is tested here, not git.")]
    private string Run()
    {
        var start = new ProcessStartInfo(Path.Combine(_root, "collimate"), ["align", "-q"]) { RedirectStandardOutput = true };
        using var script = Process.Start(start)!;
        var output = script.StandardOutput.ReadToEnd();
        script.WaitForExit();
        return output.TrimEnd();
    }

    private enum Age
    {
        Current,
        Outdated,
    }
}

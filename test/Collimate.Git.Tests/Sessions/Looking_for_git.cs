using Collimate.Git.Sessions;

namespace Collimate.Git.Tests.Sessions;

public sealed class Looking_for_git : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("collimate-test-");

    [Fact]
    public void Takes_the_first_directory_that_has_it()
    {
        var first = Place("first", UnixFileMode.UserExecute);
        Place("second", UnixFileMode.UserExecute);

        Assert.Equal(first, Find("nothing", "first", "second"));
    }

    [Fact]
    public void Passes_over_a_file_that_cannot_be_executed()
    {
        Place("first", UnixFileMode.UserRead);
        var second = Place("second", UnixFileMode.GroupExecute);

        Assert.Equal(second, Find("first", "second"));
    }

    [Fact]
    public void Passes_over_a_directory_of_that_name()
    {
        _directory.CreateSubdirectory("first/git");
        var second = Place("second", UnixFileMode.OtherExecute);

        Assert.Equal(second, Find("first", "second"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("bin")]
    public void Never_uses_a_relative_entry(string entry)
    {
        var relative = Path.Combine(Path.GetRelativePath(Environment.CurrentDirectory, _directory.FullName), entry);
        Place(entry, UnixFileMode.UserExecute);

        Assert.Throws<GitNotFoundException>(() => GitInstallation.Find(WithPath(relative), 1));
    }

    [Fact]
    public void Says_that_there_is_none()
    {
        Assert.Contains("PATH", Assert.Throws<GitNotFoundException>(() => Find("nothing")).Message, StringComparison.Ordinal);
        Assert.Throws<GitNotFoundException>(() => GitInstallation.Find(new GitEnvironment(new Dictionary<string, string>(StringComparer.Ordinal)), 1));
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private string Find(params string[] directories)
    {
        using var git = GitInstallation.Find(WithPath(string.Join(':', directories.Select(d => Path.Combine(_directory.FullName, d)))), 1);
        return git.Path;
    }

    private static GitEnvironment WithPath(string path) => new(new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = path });

    private string Place(string directory, UnixFileMode mode)
    {
        var file = Path.Combine(_directory.CreateSubdirectory(directory.Length == 0 ? "." : directory).FullName, "git");
        File.WriteAllText(file, "");
        File.SetUnixFileMode(file, mode);
        return file;
    }
}

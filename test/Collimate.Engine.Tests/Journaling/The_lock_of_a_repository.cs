using System.Text;
using Collimate.Engine.Journaling;
using Collimate.Engine.Reporting;
using Microsoft.Win32.SafeHandles;

namespace Collimate.Engine.Tests.Journaling;

public sealed class The_lock_of_a_repository : IDisposable
{
    private const string Older = "20260102T030405Z-0001";
    private const string Old = "20260102T030405Z-0002";
    private const string New = "20260102T030406Z-0003";

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("collimate-test-");

    // Opened without a lock of .NET's own, which the lock of the run would refuse.
    private string Content
    {
        get
        {
            using var file = DurableFile.OpenShared(Path.Combine(_home.FullName, "run"));
            var bytes = new byte[RandomAccess.GetLength(file)];
            return Encoding.UTF8.GetString(bytes, 0, RandomAccess.Read(file, bytes, 0));
        }
    }

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public void Says_who_holds_it_and_since_when()
    {
        using var held = Take(New);

        Assert.Equal("run 20260102T030406Z-0003 by process 4711 since 2026-01-02T03:04:06Z\n", Content);
        Assert.Empty(held.Unfinished);
    }

    [Fact]
    public void Names_the_runs_that_did_not_end_until_they_are_recovered()
    {
        // arrange: two of them, one after the other, were killed
        HasBegun(Older);
        HasBegun(Old);
        Take(Older).Dispose();
        Take(Old).Dispose();

        // act
        using var held = Take(New);
        var unfinished = held.Unfinished;
        var named = Content;
        held.Recovered();

        // assert
        Assert.Equal([Old, Older], unfinished);
        Assert.Equal($"run 20260102T030406Z-0003 by process 4711 since 2026-01-02T03:04:06Z\nafter {Old}\nafter {Older}\n", named);
        Assert.Equal("run 20260102T030406Z-0003 by process 4711 since 2026-01-02T03:04:06Z\n", Content);
        Assert.Empty(held.Unfinished);
    }

    [Fact]
    public void Does_not_name_a_run_twice_that_is_taken_up_again()
    {
        HasBegun(Old);
        Take(Old).Dispose();

        using var held = Take(Old);

        Assert.Equal([Old], held.Unfinished);
        Assert.Equal($"run {Old} by process 4711 since 2026-01-02T03:04:05Z\n", Content);
    }

    [Fact]
    public void Forgets_who_went_away_before_he_had_begun()
    {
        Take(Old).Dispose();

        using var held = Take(New);

        Assert.Empty(held.Unfinished);
        Assert.DoesNotContain(Old, Content, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_nobody_when_its_holder_has_ended()
    {
        HasBegun(Old);
        using (var first = Take(Old))
        {
            first.Ended();

            Assert.Equal("", Content);
        }

        using var next = Take(New);

        Assert.Empty(next.Unfinished);
    }

    [Fact]
    public void Is_held_by_one_at_a_time_and_not_changed_by_who_comes_too_late()
    {
        // arrange
        using var held = Take(Old);
        var before = Content;

        // act
        var busy = Assert.Throws<RepositoryBusyException>(() => Take(New));

        // assert
        Assert.Equal($"run {Old} by process 4711 since 2026-01-02T03:04:05Z", busy.Holder);
        Assert.Equal(Path.Combine(_home.FullName, "run"), busy.LockFile);
        Assert.Equal(before, Content);
    }

    [Fact]
    public void Is_not_called_held_where_the_file_cannot_be_locked()
    {
        using var nothing = new SafeFileHandle(-1, ownsHandle: false);

        var failure = Assert.Throws<IOException>(() => DurableFile.TryLock(nothing, "/home/run"));

        Assert.StartsWith("cannot lock: '/home/run': ", failure.Message, StringComparison.Ordinal);
    }

    private RunLock Take(string run) => RunLock.Take(_home.FullName, new RunIdentity(run, 4711, RunIdentity.TimeOf(run)));

    private void HasBegun(string run)
    {
        var journal = RunFolder.Of(_home.FullName, run).Journal;
        Directory.CreateDirectory(Path.GetDirectoryName(journal)!);
        File.WriteAllText(journal, "");
    }
}

using Collimate.Engine.Journaling;

namespace Collimate.Engine.Tests.Journaling;

public sealed class A_durable_file : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("collimate-test-");

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public void Says_when_it_cannot_be_synchronised()
    {
        // arrange: a device has no disk behind it (fsync(2), EINVAL)
        using var device = DurableFile.OpenShared("/dev/null");

        // act
        var failed = Assert.Throws<IOException>(() => DurableFile.Synchronize(device, "somewhere"));

        // assert
        Assert.StartsWith("cannot write to the disk: 'somewhere': ", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_when_its_folder_is_gone()
    {
        var path = Path.Combine(_home.FullName, "gone");

        Assert.StartsWith($"cannot open: '{path}': ", Assert.Throws<IOException>(() => DurableFile.SynchronizeDirectory(path)).Message, StringComparison.Ordinal);
        Assert.StartsWith($"cannot open: '{path}/file': ", Assert.Throws<IOException>(() => DurableFile.OpenShared(path + "/file")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_locked_for_one_at_a_time()
    {
        var path = Path.Combine(_home.FullName, "file");
        using var first = DurableFile.OpenShared(path);
        using var second = DurableFile.OpenShared(path);

        Assert.Equal(LockAttempt.Taken, DurableFile.TryLock(first, path));
        Assert.Equal(LockAttempt.HeldByAnother, DurableFile.TryLock(second, path));
        DurableFile.Unlock(first);
        Assert.Equal(LockAttempt.Taken, DurableFile.TryLock(second, path));
    }
}

using System.Text;
using Collimate.Git.Objects;
using Collimate.TestKit;

namespace Collimate.Git.Tests.Objects;

public sealed class The_loose_object_store
{
    [Theory]
    [InlineData("sha1")]
    [InlineData("sha256")]
    public void Writes_what_git_reads(string name)
    {
        using var repository = TestRepository.Create($"--object-format={name}");
        var store = new LooseObjectStore(Objects(repository), name == "sha1" ? ObjectFormat.Sha1 : ObjectFormat.Sha256);
        var big = new string('x', 1_000_000) + "é";

        var blob = store.Write("blob", Encoding.UTF8.GetBytes(big));
        var empty = store.Write("blob", []);
        var tree = store.Write("tree", [.. "100644 f\0"u8, .. Convert.FromHexString(blob.ToString())]);

        Assert.Equal(big, repository.Git("cat-file", "blob", blob.ToString()));
        Assert.Equal("", repository.Git("cat-file", "blob", empty.ToString()));
        Assert.Equal($"100644 blob {blob}\tf\n", repository.Git("ls-tree", tree.ToString()));
        Assert.Equal("", repository.Git("fsck", "--strict", "--no-progress", "--no-dangling"));
    }

    [Fact]
    public void Takes_the_same_object_from_many_threads_at_once()
    {
        using var repository = TestRepository.Create();
        var stores = new[] { new LooseObjectStore(Objects(repository), ObjectFormat.Sha1), new LooseObjectStore(Objects(repository), ObjectFormat.Sha1) };

        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            stores[i % 2].Write("blob", Encoding.ASCII.GetBytes($"content {i / 20}\n")));

        Assert.Equal("", repository.Git("fsck", "--no-progress", "--no-dangling"));
        Assert.Empty(Directory.EnumerateFiles(Objects(repository), "tmp_*", SearchOption.AllDirectories));
        var (_, _, error) = repository.Run(["cat-file", "--batch-check", "--batch-all-objects"], []);
        Assert.Equal("", error);
    }

    [Fact]
    public void Fails_when_it_cannot_write() =>
        Assert.ThrowsAny<IOException>(() => new LooseObjectStore("/proc/no-such-place", ObjectFormat.Sha1).Write("blob", "a"u8));

    private static string Objects(TestRepository repository) => Path.Combine(repository.GitDirectory, "objects");
}

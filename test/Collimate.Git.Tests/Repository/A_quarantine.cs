using Collimate.Git.Objects;
using Collimate.Git.Repository;
using Collimate.Git.Sessions;
using Collimate.Git.Tests.Kit;

namespace Collimate.Git.Tests.Repository;

public sealed class A_quarantine
{
    [Theory]
    [InlineData("--object-format=sha1")]
    [InlineData("--object-format=sha256")]
    public async Task Shows_nothing_until_it_is_migrated_and_everything_afterwards(string format)
    {
        using var repository = await OpenRepository.CreateAsync(format);
        using var quarantine = Quarantine.Create(repository.Repository, "run");
        var commit = Write(quarantine, repository, quarantine.Objects.Write("blob", "new"u8));
        Assert.Equal(1, repository.Test.Run(["cat-file", "-e", commit.ToString()], []).ExitCode);
        Assert.Equal(0, (await GitProcess.RunAsync(quarantine.Context, ["cat-file", "-e", commit.ToString()], default, OpenRepository.Stop)).ExitCode);

        await quarantine.MigrateAsync([commit], [repository.Id("main")], OpenRepository.Stop);
        quarantine.Dispose();

        repository.Test.Branch("new", commit.ToString());
        Assert.Equal("new", repository.Test.Show("new", "f"));
        Assert.Equal("", repository.Test.Git("fsck", "--strict", "--no-progress", "--no-dangling"));
        Assert.Single(Directory.EnumerateFiles(Path.Combine(repository.Repository.ObjectDirectory, "pack"), "*.pack"));
    }

    [Theory]
    [InlineData("--object-format=sha1")]
    [InlineData("--object-format=sha256")]
    public async Task Keeps_only_what_was_not_migrated_where_it_is_held_in_memory(string format)
    {
        // arrange
        using var repository = await OpenRepository.CreateAsync(format);
        using var quarantine = Quarantine.Create(repository.Repository, "run", ObjectStorage.Memory);
        var discarded = quarantine.Objects.Write("blob", "discarded"u8);
        var commit = Write(quarantine, repository, quarantine.Objects.Write("blob", "new"u8));

        // act
        await quarantine.MigrateAsync([commit], [repository.Id("main")], OpenRepository.Stop);

        // assert
        var left = Directory.EnumerateFiles(quarantine.Directory, "*", SearchOption.AllDirectories);
        Assert.Equal([Path.Combine(quarantine.Directory, discarded.ToString()[..2], discarded.ToString()[2..])], left);
    }

    [Fact]
    public async Task Deletes_nothing_on_a_disk_before_its_end()
    {
        using var repository = await OpenRepository.CreateAsync();
        using var quarantine = Quarantine.Create(repository.Repository, "run", ObjectStorage.Disk);
        var blob = quarantine.Objects.Write("blob", "new"u8);

        await quarantine.MigrateAsync([Write(quarantine, repository, blob)], [repository.Id("main")], OpenRepository.Stop);

        Assert.True(File.Exists(Path.Combine(quarantine.Directory, blob.ToString()[..2], blob.ToString()[2..])));
    }

    [Fact]
    public async Task Still_answers_a_session_that_was_open_when_its_objects_moved()
    {
        // arrange
        using var repository = await OpenRepository.CreateAsync();
        using var quarantine = Quarantine.Create(repository.Repository, "run", ObjectStorage.Memory);
        await using var session = new ObjectReadSession(quarantine.Context);
        var commit = Write(quarantine, repository, quarantine.Objects.Write("blob", "new"u8));
        await session.ReadAsync([repository.Id("main")], OpenRepository.Stop);

        // act
        await quarantine.MigrateAsync([commit], [repository.Id("main")], OpenRepository.Stop);
        var answers = await session.ReadAsync([commit], OpenRepository.Stop);

        // assert
        Assert.Equal("commit", Assert.Single(answers)?.Type);
    }

    [Fact]
    public async Task Takes_new_objects_where_all_others_have_left()
    {
        // arrange
        using var repository = await OpenRepository.CreateAsync();
        using var quarantine = Quarantine.Create(repository.Repository, "run", ObjectStorage.Memory);
        var blob = quarantine.Objects.Write("blob", "new"u8);
        await quarantine.MigrateAsync([Write(quarantine, repository, blob)], [repository.Id("main")], OpenRepository.Stop);

        // act
        quarantine.Objects.Write("blob", "new"u8);

        // assert
        Assert.True(File.Exists(Path.Combine(quarantine.Directory, blob.ToString()[..2], blob.ToString()[2..])));
    }

    [Fact]
    public async Task Lets_no_repack_take_away_what_no_reference_holds_yet()
    {
        // arrange
        using var repository = await OpenRepository.CreateAsync();
        using var quarantine = Quarantine.Create(repository.Repository, "run");
        var commit = Write(quarantine, repository, quarantine.Objects.Write("blob", "new"u8));
        await quarantine.MigrateAsync([commit], [repository.Id("main")], OpenRepository.Stop);

        // act: as a script of somebody else does it
        repository.Test.Git("repack", "-a", "-d", "--quiet");
        repository.Test.Branch("new", commit.ToString());
        quarantine.Release();
        quarantine.Dispose();

        // assert
        Assert.Equal("new", repository.Test.Show("new", "f"));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(repository.Repository.ObjectDirectory, "pack"), "*.keep"));
    }

    [Fact]
    public async Task That_a_kill_left_is_swept_with_the_marks_of_its_packs_and_no_others()
    {
        // arrange
        using var repository = await OpenRepository.CreateAsync();
        var packs = Path.Combine(repository.Repository.ObjectDirectory, "pack");
        using var killed = Quarantine.Create(repository.Repository, "run");
        await killed.MigrateAsync([Write(killed, repository, killed.Objects.Write("blob", "new"u8))], [repository.Id("main")], OpenRepository.Stop);
        var somebodys = Path.Combine(packs, "pack-1234.keep");
        await File.WriteAllTextAsync(somebodys, "mine\n", OpenRepository.Stop);

        // act
        var left = Quarantine.Sweep(repository.Repository);

        // assert
        Assert.Empty(left);
        Assert.Equal([somebodys], Directory.EnumerateFiles(packs, "*.keep"));
        Assert.False(Directory.Exists(killed.Directory));
    }

    [Fact]
    public async Task Leaves_the_mark_of_somebody_who_wants_to_keep_this_very_pack()
    {
        // arrange: the same objects came before
        using var repository = await OpenRepository.CreateAsync();
        var packs = Path.Combine(repository.Repository.ObjectDirectory, "pack");
        using var first = Quarantine.Create(repository.Repository, "first");
        await first.MigrateAsync([Write(first, repository, first.Objects.Write("blob", "new"u8))], [repository.Id("main")], OpenRepository.Stop);
        var keep = Assert.Single(Directory.EnumerateFiles(packs, "*.keep"));
        first.Release();
        await File.WriteAllTextAsync(keep, "mine\n", OpenRepository.Stop);

        // act
        using var second = Quarantine.Create(repository.Repository, "second");
        await second.MigrateAsync([Write(second, repository, second.Objects.Write("blob", "new"u8))], [repository.Id("main")], OpenRepository.Stop);
        second.Release();

        // assert
        Assert.Equal("mine\n", await File.ReadAllTextAsync(keep, OpenRepository.Stop));
    }

    // A prune by somebody else takes garbage away at any time.
    [Fact]
    public async Task Does_not_rely_on_garbage_of_the_repository()
    {
        using var repository = await OpenRepository.CreateAsync();
        using var quarantine = Quarantine.Create(repository.Repository, "run");
        var garbage = new LooseObjectStore(repository.Repository.ObjectDirectory, ObjectFormat.Sha1).Write("blob", "garbage"u8);
        var commit = Write(quarantine, repository, garbage);

        await quarantine.MigrateAsync([commit], [repository.Id("main")], OpenRepository.Stop);
        File.Delete(Path.Combine(repository.Repository.ObjectDirectory, garbage.ToString()[..2], garbage.ToString()[2..]));
        quarantine.Dispose();

        repository.Test.Branch("new", commit.ToString());
        Assert.Equal("garbage", repository.Test.Show("new", "f"));
        Assert.Equal("", repository.Test.Git("fsck", "--no-progress", "--no-dangling"));
    }

    [Fact]
    public async Task Migrates_nothing_that_is_known_already()
    {
        using var repository = await OpenRepository.CreateAsync();
        using var quarantine = Quarantine.Create(repository.Repository, "run");

        await quarantine.MigrateAsync([repository.Id("main")], [repository.Id("main")], OpenRepository.Stop);

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(repository.Repository.ObjectDirectory, "pack"), "*.pack"));
    }

    [Fact]
    public async Task Migrates_nothing_when_an_object_is_missing()
    {
        using var repository = await OpenRepository.CreateAsync();
        using var quarantine = Quarantine.Create(repository.Repository, "run");
        var commit = Write(quarantine, repository, ObjectId.Parse(new string('1', 40)));

        await Assert.ThrowsAsync<GitFailedException>(() => quarantine.MigrateAsync([commit], [repository.Id("main")], OpenRepository.Stop));

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(repository.Repository.ObjectDirectory, "pack"), "*.pack"));
    }

    [Fact]
    public async Task Is_named_so_that_git_removes_what_a_killed_run_left()
    {
        using var repository = await OpenRepository.CreateAsync();
        using var quarantine = Quarantine.Create(repository.Repository, "run");
        Directory.SetLastWriteTimeUtc(quarantine.Directory, DateTime.UnixEpoch);

        repository.Test.Git("prune", "--expire=2001-01-01");

        Assert.False(Directory.Exists(quarantine.Directory));
    }

    [Fact]
    public async Task Is_swept_by_the_next_run_and_nothing_of_others_is()
    {
        using var repository = await OpenRepository.CreateAsync();
        var left = Quarantine.Create(repository.Repository, "killed");
        left.Objects.Write("blob", "x"u8);
        var foreign = Directory.CreateDirectory(Path.Combine(repository.Repository.ObjectDirectory, "tmp_objdir-incoming-1")).FullName;
        var outside = Directory.CreateDirectory(Path.Combine(repository.Home, "outside")).FullName;
        Directory.CreateSymbolicLink(Path.Combine(left.Directory, "link"), outside);

        var remaining = Quarantine.Sweep(repository.Repository);

        Assert.Empty(remaining);
        Assert.False(Directory.Exists(left.Directory));
        Assert.True(Directory.Exists(foreign) && Directory.Exists(outside));
    }

    [Fact]
    public async Task Is_gone_when_it_is_disposed_of()
    {
        using var repository = await OpenRepository.CreateAsync();
        var quarantine = Quarantine.Create(repository.Repository, "run");
        quarantine.Objects.Write("blob", "x"u8);

        quarantine.Dispose();
        quarantine.Dispose();

        Assert.Empty(Directory.EnumerateDirectories(repository.Repository.ObjectDirectory, "tmp_*"));
    }

    private static ObjectId Write(Quarantine quarantine, OpenRepository repository, ObjectId blob)
    {
        var who = Signature.Parse("A <a@b> 1 +0000"u8);
        return quarantine.Objects.Write("commit", new CommitObject
        {
            Tree = quarantine.Objects.Write("tree", [.. "100644 f\0"u8, .. Convert.FromHexString(blob.ToString())]),
            Parents = [repository.Id("main")],
            Author = who.ToText(),
            Committer = who,
            Message = "new\n"u8.ToArray(),
        }.ToBytes());
    }
}

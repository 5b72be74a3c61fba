using GenGpu.Core;
using GenGpu.Storage;

namespace GenGpu.Tests.Storage;

public sealed class AtomicFileTests
{
    [Fact]
    public void Replaces_the_file_and_leaves_nothing_else()
    {
        using var folder = new TemporaryFolder(" mit 'ümlaut\"");
        AtomicFile.WriteText(folder["a.txt"], "old");
        AtomicFile.WriteText(folder["a.txt"], "new é");
        Assert.Equal("new é", File.ReadAllText(folder["a.txt"]));
        Assert.Equal(["a.txt"], folder.Names());
    }

    [Fact]
    public void Writes_no_byte_order_mark_and_creates_missing_folders()
    {
        using var folder = new TemporaryFolder();
        AtomicFile.WriteText(folder["deep/er/a.txt"], "x");
        Assert.Equal([(byte)'x'], File.ReadAllBytes(folder["deep/er/a.txt"]));
    }

    [Fact]
    public void Accepts_names_at_the_limit_of_the_file_system()
    {
        using var folder = new TemporaryFolder();
        string name = new('n', 255);
        AtomicFile.WriteText(folder[name], "x");
        Assert.Equal([name], folder.Names());
    }

    [Fact]
    public void Follows_a_link_and_keeps_it()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["real.txt"], "old");
        File.CreateSymbolicLink(folder["link.txt"], folder["real.txt"]);
        AtomicFile.WriteText(folder["link.txt"], "new");
        Assert.NotNull(new FileInfo(folder["link.txt"]).LinkTarget);
        Assert.Equal("new", File.ReadAllText(folder["real.txt"]));
    }

    [Theory]
    [InlineData(FailingSteps.Step.Create)]
    [InlineData(FailingSteps.Step.Write)]
    [InlineData(FailingSteps.Step.Flush)]
    [InlineData(FailingSteps.Step.Replace)]
    public void A_failure_at_any_step_keeps_the_old_file_and_removes_the_temporary_one(FailingSteps.Step step)
    {
        using var folder = new TemporaryFolder();
        AtomicFile.WriteText(folder["a.txt"], "old");
        var error = Assert.Throws<UserErrorException>(() => AtomicFile.Write(folder["a.txt"], stream => stream.Write(new byte[100_000]), new FailingSteps(step, new IOException("no space", 28))));
        Assert.Equal($"Cannot write {folder["a.txt"]}: the disk is full; free some space or choose a folder on another disk. Nothing was overwritten.", error.Message);
        Assert.Equal(1, error.ExitCode);
        Assert.Equal("old", File.ReadAllText(folder["a.txt"]));
        Assert.Equal(["a.txt"], folder.Names());
    }

    [Theory]
    [InlineData(122, "your disk quota is used up")]
    [InlineData(30, "mounted read-only")]
    [InlineData(5, "I/O trouble. Check the folder")]
    public void Each_cause_has_its_own_sentence(int number, string expected)
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<UserErrorException>(() => AtomicFile.Write(folder["a.txt"], _ => { }, new FailingSteps(FailingSteps.Step.Flush, new IOException("I/O trouble", number))));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains("a.txt", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_rights_are_named()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<UserErrorException>(() => AtomicFile.Write(folder["a.txt"], _ => { }, new FailingSteps(FailingSteps.Step.Create, new UnauthorizedAccessException())));
        Assert.Equal($"Cannot write {folder["a.txt"]}: no permission to write in {folder.FullName}; choose another output folder or change its rights.", error.Message);
    }

    [Fact]
    public void A_folder_in_the_way_is_named()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["a.txt"]);
        var error = Assert.Throws<UserErrorException>(() => AtomicFile.WriteText(folder["a.txt"], "x"));
        Assert.Contains("a folder of that name exists", error.Message, StringComparison.Ordinal);
        Assert.Equal(["a.txt"], folder.Names());
    }

    [Fact]
    public void A_file_in_place_of_the_folder_is_an_error_that_names_the_file()
    {
        using var folder = new TemporaryFolder();
        folder.Text("f", "x");
        var error = Assert.Throws<UserErrorException>(() => AtomicFile.WriteText(folder["f/a.txt"], "x"));
        Assert.Contains("a.txt", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_of_the_writer_passes_through_and_nothing_is_left()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(folder["a.txt"], _ => throw new InvalidOperationException()));
        Assert.Empty(folder.Names());
    }

    [TmpfsFact]
    public void A_really_full_disk_keeps_the_old_file_and_a_read_only_one_says_so()
    {
        using var folder = new TemporaryFolder();
        string mount = Directory.CreateDirectory(folder["small"]).FullName;
        Assert.True(TmpfsFactAttribute.Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", mount));
        try
        {
            string path = Path.Combine(mount, "a.bin");
            AtomicFile.WriteBytes(path, new byte[16_384]);
            var full = Assert.Throws<UserErrorException>(() => AtomicFile.WriteBytes(path, new byte[1 << 20]));
            Assert.Contains("the disk is full", full.Message, StringComparison.Ordinal);
            Assert.Equal(16_384, new FileInfo(path).Length);
            Assert.Equal([path], Directory.GetFileSystemEntries(mount));
            Assert.True(TmpfsFactAttribute.Run("mount", "-o", "remount,ro", mount));
            var readOnly = Assert.Throws<UserErrorException>(() => AtomicFile.WriteText(path, "x"));
            Assert.Contains("mounted read-only", readOnly.Message, StringComparison.Ordinal);
        }
        finally
        {
            Assert.True(TmpfsFactAttribute.Run("umount", mount));
        }
    }
}

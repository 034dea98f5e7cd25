using System.IO.Compression;
using Timonier.Client.Tests;
using Timonier.Contracts.Runtime;
using Timonier.Node.Logs;

namespace Timonier.Node.Tests;

public sealed class LogRotationTests
{
    private static readonly DateTimeOffset now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Plan_BelowTheLimit_DoesNothing() => LogRotationPlan.For("/l/0.log", 9, [], new(10), now).ShouldBeNull();

    [Fact]
    public void Plan_WithManyOldFiles_DeletesTheOldestOnly()
    {
        string[] beside = ["/l/0.log", "/l/0.log.20260301-100000", "/l/0.log.20260301-090000", "/l/0.log.20260301-110000", "/l/0.log.20260301-080000", "/l/1.log.20260101-000000", "/l/0.log.keep"];
        var plan = LogRotationPlan.For("/l/0.log", 10, beside, new(10), now).ShouldNotBeNull();
        plan.RotatedPath.ShouldBe("/l/0.log.20260301-120000");
        plan.Deletions.ShouldBe(["/l/0.log.20260301-080000"]);
    }

    [Fact]
    public void Plan_TwiceInASecond_TakesAnotherName() =>
        LogRotationPlan.For("/l/0.log", 10, ["/l/0.log.20260301-120000"], new(10), now)!.RotatedPath.ShouldBe("/l/0.log.20260301-120001");

    [Fact]
    public void Plan_PacksAllButTheNewestRotated()
    {
        string[] beside = ["/l/0.log", "/l/0.log.20260301-080000.gz", "/l/0.log.20260301-090000.gz", "/l/0.log.20260301-100000.gz", "/l/0.log.20260301-110000"];
        var plan = LogRotationPlan.For("/l/0.log", 10, beside, new(10), now).ShouldNotBeNull();
        plan.Deletions.ShouldBe(["/l/0.log.20260301-080000.gz"]);
        plan.Compressions.ShouldBe(["/l/0.log.20260301-110000"]);
    }

    [Fact]
    public void Plan_AfterAPackingThatBrokeOff_ClearsWhatItLeft()
    {
        string[] beside = ["/l/0.log.20260301-090000", "/l/0.log.20260301-090000.gz", "/l/0.log.20260301-100000", "/l/0.log.20260301-100000.tmp"];
        var plan = LogRotationPlan.For("/l/0.log", 10, beside, new(10), now).ShouldNotBeNull();
        plan.Deletions.ShouldBe(["/l/0.log.20260301-090000", "/l/0.log.20260301-100000.tmp"], ignoreOrder: true);
        plan.Compressions.ShouldBe(["/l/0.log.20260301-100000"]);
    }

    [Fact]
    public async Task Rotation_PacksTheOneBefore_WholeAndReadable()
    {
        using var folder = new LogFolder();
        await using var runtime = new ScriptedRuntime { OnReopen = () => folder.Append("") };
        var time = new VirtualTime();
        var rotation = new LogRotation(runtime, time, new(10));
        foreach (var text in (string[])["first line\n", "second line\n"])
        {
            folder.Append(text);
            (await rotation.RotateAsync("c", folder.Log, TestContext.Current.CancellationToken)).ShouldBeTrue();
            time.Advance(TimeSpan.FromMinutes(1));
        }
        folder.Files.Length.ShouldBe(3);
        var packed = folder.Files.Where(f => f.EndsWith(".gz", StringComparison.Ordinal)).ShouldHaveSingleItem();
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(Path.GetDirectoryName(folder.Log)!, packed)), CompressionMode.Decompress));
        (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldBe("first line\n");
        LogRotation.Remove(folder.Log);
        folder.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task Rotation_OfAFullLog_RenamesAndReopens()
    {
        using var folder = new LogFolder();
        folder.Append("0123456789");
        await using var runtime = new ScriptedRuntime { OnReopen = () => folder.Append("") };
        (await new LogRotation(runtime, TimeProvider.System, new(10)).RotateAsync("c", folder.Log, TestContext.Current.CancellationToken)).ShouldBeTrue();
        folder.Files.Length.ShouldBe(2);
        new FileInfo(folder.Log).Length.ShouldBe(0);
    }

    [Fact]
    public async Task Rotation_WhenTheRuntimeRefuses_LeavesTheLogInPlace()
    {
        using var folder = new LogFolder();
        folder.Append("0123456789");
        await using var runtime = new ScriptedRuntime { OnReopen = () => throw new RuntimeException(14, "away") };
        await Should.ThrowAsync<RuntimeException>(() => new LogRotation(runtime, TimeProvider.System, new(10)).RotateAsync("c", folder.Log, TestContext.Current.CancellationToken));
        folder.Files.ShouldBe(["0.log"]);
    }
}

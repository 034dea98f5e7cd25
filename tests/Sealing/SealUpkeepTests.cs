using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Contracts.Store;
using Timonier.Sealing.Keys;
using Timonier.Store.Embedded.Tests;
using static Timonier.Sealing.Tests.SealingCorner;

namespace Timonier.Sealing.Tests;

public sealed class SealUpkeepTests
{
    [Fact]
    public async Task OldFolder_WithPlainSecrets_IsEncryptedAndThePlainBytesLeaveTheDisk()
    {
        await using var corner = await OpenAsync();
        for (var i = 0; i < 20; i++) await corner.Disk.CreateAsync($"{Place}-{i}", Secret($"plainvalue{i}"), Stop);
        corner.DiskHolds("plainvalue7").ShouldBeTrue();

        var census = await corner.Upkeep.RunOnceAsync(Stop);
        census.ShouldSatisfyAllConditions(() => census.Plain.ShouldBe(0), () => census.Outdated.ShouldBe(0), () => census.ByKey.Values.ShouldBe([20]));
        corner.DiskHolds("plainvalue").ShouldBeFalse();
        var entry = await corner.Store.GetAsync($"{Place}-7", cancellation: Stop);
        Text(entry).ShouldBe(Shown("plainvalue7", entry!.Revision));
        (await corner.Upkeep.RunOnceAsync(Stop)).Outdated.ShouldBe(0);
        (await corner.Store.GetAsync($"{Place}-7", cancellation: Stop))!.Revision.ShouldBe(entry.Revision);
    }

    [Fact]
    public async Task Value_ThatExpires_ExpiresAtItsTimeAfterItWasRewritten()
    {
        var time = new VirtualTime();
        await using var corner = await OpenAsync(time: time);
        await corner.Disk.CreateAsync(Place, Secret("brief") with { TimeToLive = TimeSpan.FromHours(1) }, Stop);
        time.Advance(TimeSpan.FromMinutes(50));
        await corner.Upkeep.RunOnceAsync(Stop);
        var entry = await corner.Store.GetAsync(Place, cancellation: Stop);
        (await corner.RawAsync()).ShouldStartWith("k8s:enc:");
        using var watch = corner.Store.Watch("/registry/", entry!.Revision);
        time.Advance(TimeSpan.FromMinutes(10));
        (await watch.WaitAsync(Stop)).ShouldBeTrue();
        watch.TryRead(out var gone).ShouldBeTrue();
        gone.Kind.ShouldBe(StoreEventKind.Deleted);
    }

    [Fact]
    public async Task Rotation_RewritesEverythingAndGivesUpTheOldKey()
    {
        await using var corner = await OpenAsync();
        await corner.Store.CreateAsync(Place, Secret("turned"), Stop);
        var old = Ring(corner).Keys.Single();
        var ring = await AddKeyAsync(corner);
        await corner.Upkeep.RunOnceAsync(Stop);

        Ring(corner).Keys.ShouldHaveSingleItem().Id.ShouldBe(ring.Keys[0].Id);
        corner.DiskHolds(old.Id).ShouldBeFalse();
        await corner.RestartAsync();
        Text(await corner.Store.GetAsync(Place, cancellation: Stop)).ShouldContain("turned");
    }

    [Fact]
    public async Task Rotation_KilledAfterTheNewKey_GoesOnWithTheNextStart()
    {
        await using var corner = await OpenAsync();
        await corner.Store.CreateAsync(Place, Secret("first"), Stop);
        await AddKeyAsync(corner);
        await corner.RestartAsync();
        Text(await corner.Store.GetAsync(Place, cancellation: Stop)).ShouldContain("first");
        await corner.Upkeep.RunOnceAsync(Stop);
        Ring(corner).IsRotating.ShouldBeFalse();
    }

    [Fact]
    public async Task Rotation_UnderWriters_LosesNothing()
    {
        await using var corner = await OpenAsync();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        for (var i = 0; i < 4; i++) await corner.Store.CreateAsync($"{Place}-{i}", Secret("0"), Stop);
        var writers = Enumerable.Range(0, 4).Select(i => WriteOnAsync(corner, $"{Place}-{i}", enough.Token)).ToList();
        for (var turn = 0; turn < 5; turn++)
        {
            await AddKeyAsync(corner);
            await corner.Upkeep.RunOnceAsync(Stop);
            Ring(corner).IsRotating.ShouldBeFalse();
        }
        await enough.CancelAsync();
        var written = await Task.WhenAll(writers);

        await corner.RestartAsync();
        for (var i = 0; i < 4; i++) Text(await corner.Store.GetAsync($"{Place}-{i}", cancellation: Stop)).ShouldContain($"\"key\":\"{written[i]}\"");
    }

    [Fact]
    public async Task Rotation_WithAnUnreadableObject_GoesThroughForTheRest()
    {
        await using var corner = await OpenAsync();
        await corner.Store.CreateAsync(Place, Secret("lost"), Stop);
        File.Delete(corner.KeyFile);
        await corner.RestartAsync();
        await corner.Store.CreateAsync(Place + "-new", Secret("kept"), Stop);
        await AddKeyAsync(corner);
        var census = await corner.Upkeep.RunOnceAsync(Stop);
        census.Unreadable.ShouldBe(1);
        Ring(corner).IsRotating.ShouldBeFalse();
        Text(await corner.Store.GetAsync(Place + "-new", cancellation: Stop)).ShouldContain("kept");
    }

    [Fact]
    public async Task Loop_KeyAddedByAnotherProcess_IsTakenUp()
    {
        await using var corner = await OpenAsync();
        await corner.Store.CreateAsync(Place, Secret("live"), Stop);
        var old = Ring(corner).Keys.Single().Id;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        using var seen = new FileSystemWatcher(Path.GetDirectoryName(corner.KeyFile)!) { EnableRaisingEvents = true };
        var rotated = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        seen.Renamed += (_, _) =>
        {
            if (Ring(corner) is { IsRotating: false } ring && ring.Keys[0].Id != old) rotated.TrySetResult();
        };
        var loop = corner.Upkeep.RunAsync(stop.Token);
        await AddKeyAsync(corner);
        await rotated.Task.WaitAsync(Stop);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => loop);
        Text(await corner.Store.GetAsync(Place, cancellation: Stop)).ShouldContain("live");
    }

    [Fact]
    public async Task KeyFile_ThatVanishesUnderTheServer_ComesBack()
    {
        await using var corner = await OpenAsync();
        var before = Ring(corner).Keys.Single().Id;
        File.Delete(corner.KeyFile);
        await corner.Upkeep.RunOnceAsync(Stop);
        Ring(corner).Keys.Single().Id.ShouldBe(before);
    }

    [Fact]
    public async Task KeyFile_IsForItsOwnerOnlyAndBrokenOnesAreRefused()
    {
        await using var corner = await OpenAsync();
        File.GetUnixFileMode(corner.KeyFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(corner.KeyFile, """{"keys":[{"id":"x","secret":"c2hvcnQ="}]}""", Stop);
        (await Should.ThrowAsync<IOException>(() => Seals.StartAsync(corner.Config, TimeProvider.System, Stop))).Message.ShouldContain("put back the file that was there");
    }

    private static KeyRing Ring(SealingCorner corner) => new KeyRingFile(Path.GetDirectoryName(corner.KeyFile)!).Read();

    private static Task<KeyRing> AddKeyAsync(SealingCorner corner) =>
        new KeyRingFile(Path.GetDirectoryName(corner.KeyFile)!).ChangeAsync(r => r.With(SealingKey.Make(TimeProvider.System.GetUtcNow())), TimeProvider.System, Stop);

    // Writes one number after the other until told to stop; the last one that was acknowledged is the answer.
    private static async Task<int> WriteOnAsync(SealedStore store, string place, CancellationToken enough)
    {
        for (var number = 0; ;)
        {
            if (enough.IsCancellationRequested) return number;
            var entry = await store.GetAsync(place, cancellation: Stop);
            if ((await store.UpdateAsync(place, Secret((number + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)), entry!.Revision, Stop)).IsDone) number++;
            await Task.Yield();
        }
    }

    private static Task<int> WriteOnAsync(SealingCorner corner, string place, CancellationToken enough) => WriteOnAsync(corner.Store, place, enough);
}

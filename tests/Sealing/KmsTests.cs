using Timonier.Contracts.Store;
using static Timonier.Sealing.Tests.ProviderTests;
using static Timonier.Sealing.Tests.SealingCorner;

namespace Timonier.Sealing.Tests;

public sealed class KmsTests
{
    [Fact]
    public async Task Plugin_WrapsOneSeedForManyValuesAndUnwrapsItOnceAfterARestart()
    {
        await using var plugin = new KmsPluginDouble();
        await plugin.StartAsync();
        await using var corner = await OpenAsync(Rules("secrets", plugin.Provider));
        for (var i = 0; i < 20; i++) await corner.Store.CreateAsync($"{Place}-{i}", Secret($"value{i}"), Stop);
        (await corner.RawAsync(Place + "-7")).ShouldStartWith("k8s:enc:kms:v2:vault:");
        corner.DiskHolds("value7").ShouldBeFalse();
        plugin.Encryptions.ShouldBe(1);

        await corner.RestartAsync();
        var page = await corner.Store.ListAsync(new StoreRange("/registry/core/secrets/"), Stop);
        page.Entries.Select(e => Text(e).Contains("value", StringComparison.Ordinal)).ShouldAllBe(opened => opened);
        plugin.Decryptions.ShouldBe(1);
    }

    [Fact]
    public async Task Watch_OverValuesOfAPlugin_GivesThemInOrder()
    {
        await using var plugin = new KmsPluginDouble();
        await plugin.StartAsync();
        await using var corner = await OpenAsync(Rules("secrets", plugin.Provider));
        for (var i = 0; i < 3; i++) await corner.Store.CreateAsync($"{Place}-{i}", Secret($"value{i}"), Stop);
        await corner.RestartAsync();
        using var watch = corner.Store.Watch("/registry/core/secrets/", 0);
        var seen = new List<string>();
        while (seen.Count < 3)
        {
            (await watch.WaitAsync(Stop)).ShouldBeTrue();
            while (watch.TryRead(out var change)) seen.Add(Text(change.Entry));
        }
        seen.ShouldBe([Shown("value0", 1), Shown("value1", 2), Shown("value2", 3)]);
    }

    [Fact]
    public async Task KeyId_ThatChanges_MakesValuesOutdatedAndNewOnesFollow()
    {
        await using var plugin = new KmsPluginDouble();
        await plugin.StartAsync();
        await using var corner = await OpenAsync(Rules("secrets", plugin.Provider));
        var first = await corner.Store.CreateAsync(Place, Secret("turned"), Stop);
        corner.Store.IsOutdated(first.Entry!).ShouldBeFalse();
        plugin.KeyId = "key-2";
        await corner.RestartAsync();
        await corner.Store.CreateAsync(Place + "-2", Secret("new"), Stop);
        corner.Store.IsOutdated((await corner.Store.GetAsync(Place, cancellation: Stop))!).ShouldBeTrue();
        await corner.RewriteAsync("turned");
        corner.Store.IsOutdated((await corner.Store.GetAsync(Place, cancellation: Stop))!).ShouldBeFalse();
    }

    [Fact]
    public async Task Plugin_ThatIsDown_RefusesWritesAndReadsAndIsNotReady()
    {
        await using var plugin = new KmsPluginDouble();
        await plugin.StartAsync();
        await using var corner = await OpenAsync(Rules("secrets", plugin.Provider));
        await corner.Store.CreateAsync(Place, Secret("away"), Stop);
        (await corner.Seals.CheckAsync(Stop)).ShouldBeNull();
        await plugin.StopAsync();
        await corner.RestartAsync();

        (await corner.Seals.CheckAsync(Stop)).ShouldNotBeNull().ShouldContain("failed to obtain status");
        (await Should.ThrowAsync<UnreadableValueException>(async () => await corner.Store.GetAsync(Place, cancellation: Stop))).Message.ShouldStartWith("failed to decrypt DEK, error: ");
        (await Should.ThrowAsync<UnreadableValueException>(async () => await corner.Store.CreateAsync(Place + "-2", Secret("new"), Stop)))
            .Message.ShouldStartWith("KMSv2 Provider named vault: unable to write: ");
        await plugin.StartAsync();
        Text(await corner.Store.GetAsync(Place, cancellation: Stop)).ShouldContain("away");
    }

    [Fact]
    public async Task Plugin_ThatIsUnwell_IsNotReady()
    {
        await using var plugin = new KmsPluginDouble { Health = "sealed" };
        await plugin.StartAsync();
        await using var corner = await OpenAsync(Rules("secrets", plugin.Provider));
        (await corner.Seals.CheckAsync(Stop)).ShouldBe("KMS Provider vault: got unexpected healthz status: sealed");
    }
}

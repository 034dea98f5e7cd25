using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Contracts.Store;
using Timonier.Sealing.Keys;
using Timonier.Store.Etcd;
using Timonier.Store.Etcd.Tests;
using static Timonier.Sealing.Tests.SealingCorner;

namespace Timonier.Sealing.Tests;

/// <summary>The same seals over a real etcd: what it holds is closed, and two servers with one key ring read each other.</summary>
public sealed class SealedEtcdTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("timonier-sealing-").FullName;

    private SealingConfig Config => new() { KeyDirectory = folder };

    [Fact]
    public async Task Secret_InEtcd_IsClosedThereAndOpenForEveryServerWithTheKeys()
    {
        using var etcd = await EtcdCluster.StartAsync(1);
        await using var first = await etcd.OpenAsync();
        await using var second = await etcd.OpenAsync();
        var one = new SealedStore(first, await SealsAsync());
        var two = new SealedStore(second, await SealsAsync());
        using var watch = two.Watch("/registry/core/secrets/", second.CurrentRevision);

        var made = await one.CreateAsync(Place, Secret("openSesame"), Stop);
        var changed = await one.UpdateAsync(Place, Secret("closeSesame"), made.Revision, Stop);
        var held = await etcd.ControlAsync("get", "--prefix", "/registry", "--print-value-only");
        held.ShouldContain("k8s:enc:timonier:v1:");
        held.ShouldNotContain("Sesame");

        await two.NewestRevisionAsync(Stop);
        Text(await two.GetAsync(Place, cancellation: Stop)).ShouldBe(Shown("closeSesame", changed.Revision));
        Text(await two.GetAsync(Place, made.Revision, Stop)).ShouldBe(Shown("openSesame", made.Revision));
        (await watch.WaitAsync(Stop)).ShouldBeTrue();
        watch.TryRead(out var seen).ShouldBeTrue();
        Text(seen.Entry).ShouldBe(Shown("openSesame", made.Revision));
    }

    [Fact]
    public async Task Rotation_OverEtcd_RewritesEverythingAndKeepsTheEndOfWhatExpires()
    {
        using var etcd = await EtcdCluster.StartAsync(1);
        await using var store = await etcd.OpenAsync();
        var seals = await SealsAsync();
        var shown = new SealedStore(store, seals);
        for (var i = 0; i < 5; i++) await shown.CreateAsync($"{Place}-{i}", Secret($"value{i}"), Stop);
        await shown.CreateAsync(Place + "-brief", Secret("brief") with { TimeToLive = TimeSpan.FromHours(1) }, Stop);
        var lease = await LeaseAsync(etcd);
        lease.ShouldBeGreaterThan(0);

        var old = new KeyRingFile(folder).Read().Keys.Single().Id;
        await new KeyRingFile(folder).ChangeAsync(r => r.With(SealingKey.Make(TimeProvider.System.GetUtcNow())), TimeProvider.System, Stop);
        var census = await new SealUpkeep(store, seals, TimeProvider.System, NullLogger<SealUpkeep>.Instance).RunOnceAsync(Stop);
        census.Outdated.ShouldBe(0);
        new KeyRingFile(folder).Read().Keys.ShouldHaveSingleItem().Id.ShouldNotBe(old);
        (await etcd.ControlAsync("get", "--prefix", "/registry", "--print-value-only")).ShouldNotContain(old);
        Text(await shown.GetAsync($"{Place}-3", cancellation: Stop)).ShouldContain("value3");
        (await LeaseAsync(etcd)).ShouldBe(lease);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static async Task<long> LeaseAsync(EtcdCluster etcd)
    {
        using var answer = JsonDocument.Parse(await etcd.ControlAsync("get", "/registry" + Place + "-brief", "--write-out=json"));
        return answer.RootElement.GetProperty("kvs")[0].GetProperty("lease").GetInt64();
    }

    private Task<Seals> SealsAsync() => Seals.StartAsync(Config, TimeProvider.System, Stop);
}

using Microsoft.Extensions.Logging.Abstractions;

namespace Timonier.Store.Embedded.Tests.Simulation;

/// <summary>
/// One store that lives many lives on one disk. Each life writes, watches and compacts until a fault strikes at a
/// random call; the next must find every acknowledged write, no event seen that is not there, and nothing invented.
/// Files by duty: the lives, what they do, what is checked.
/// </summary>
internal sealed partial class CrashRun(int seed)
{
    private const string Folder = "/store";

    private readonly Random chance = new(seed);
    private readonly VirtualTime time = new();
    private SimulatedDisk disk = new();

    /// <summary>Lives that a fault has ended or shaken.</summary>
    public int Faults { get; private set; }

    public async Task LiveAsync()
    {
        // A fault somewhere ahead: soon enough to strike the recovery too, or so late that the store closes in order.
        var fault = chance.Next(4) == 0 ? DiskFault.Error : DiskFault.PowerCut;
        disk.Arm(fault, chance.Next(3) == 0 ? chance.Next(8) : chance.Next(120));
        await LiveAsync(fault);
        if (chance.Next(10) == 0)
            await FlipAsync();
    }

    /// <summary>A life with the fault at calls of one name.</summary>
    public Task LiveAsync(string point, DiskFault fault)
    {
        disk.ArmAt(point, fault, chance.Next(4));
        return LiveAsync(fault);
    }

    private async Task LiveAsync(DiskFault fault)
    {
        // 1. A life, perhaps on a small disk.
        disk.Capacity = chance.Next(5) == 0 ? 4000 + chance.Next(12_000) : long.MaxValue;
        await using (var store = StoreOn(disk))
        {
            if (await TryStartAsync(store))
            {
                await CheckAsync(store);
                await WorkAsync(store);
            }
        }

        // 2. What the next process finds.
        Faults += disk.HasStruck ? 1 : 0;
        disk = disk.Restarted(chance, powerWasCut: disk.HasStruck && (fault == DiskFault.PowerCut || chance.Next(2) == 0));
    }

    private EmbeddedStore StoreOn(SimulatedDisk on) => new(
        new EmbeddedStoreConfig { Directory = Folder, SegmentBytes = 300 + chance.Next(900), HistoryRevisions = 20 + chance.Next(30), ReserveBytes = 1024 },
        time, NullLogger<EmbeddedStore>.Instance, on);

    private async Task<bool> TryStartAsync(EmbeddedStore store)
    {
        try
        {
            await store.StartAsync(default);
            return true;
        }
        catch (IOException struck) when (struck is not StoreCorruptException && (disk.HasStruck || disk.Capacity < long.MaxValue))
        {
            return false;
        }
    }

    /// <summary>One bit, anywhere: the store says where it is, or opens without the last batch, or did not need it.</summary>
    private async Task FlipAsync()
    {
        var damaged = disk.Restarted(chance, powerWasCut: false);
        var path = damaged.List(Folder).Where(path => damaged.LengthOf(path) > 0).OrderBy(_ => chance.Next()).FirstOrDefault();
        if (path is null)
            return;
        damaged.Damage(path, chance.NextInt64(damaged.LengthOf(path) * 8));
        await using var whole = StoreOn(disk.Restarted(chance, powerWasCut: false));
        await whole.StartAsync(default);
        await using var store = StoreOn(damaged);
        try
        {
            await store.StartAsync(default);
        }
        catch (StoreCorruptException refused)
        {
            refused.File.ShouldBe(path);
            refused.Message.ShouldContain("timonier store repair");
            return;
        }

        if (store.CurrentRevision > whole.CompactedRevision)
            (await ShownAsync(store, 0)).ShouldBe(await ShownAsync(whole, store.CurrentRevision));
        store.CurrentRevision.ShouldBeInRange(whole.CurrentRevision - MostAtOnce - Names, whole.CurrentRevision);
    }
}

using Timonier.Contracts.Store;
using Timonier.Kernel;
using Timonier.Pki;
using Timonier.Store.Embedded;
using Timonier.Testing.Turns;

namespace Timonier.Testing.Parts;

/// <summary>
/// What a new cluster holds when nothing is left to do: namespaces, roles, priority levels, service accounts. It is made
/// once in a process; every cluster begins with it at the price of a reference.
/// </summary>
internal static class Template
{
    /// <summary>When it was made, by its own clock.</summary>
    public static DateTimeOffset Made { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Lazy<Task<(MemoryStore Store, string RootCaPem)>> Shared = new(MakeAsync);

    /// <summary>A store that holds it, and the certificate that pods are told to trust there.</summary>
    public static async Task<(MemoryStore Store, string RootCaPem)> ForkAsync(TimeProvider time)
    {
        var (store, rootCaPem) = await Shared.Value;
        return (store.Fork(time), rootCaPem);
    }

    private static async Task<(MemoryStore Store, string RootCaPem)> MakeAsync()
    {
        var pump = new Pump();
        var clock = new VirtualClock(pump, Made);
        var course = new Course(pump, clock);
        var store = new MemoryStore(clock);
        var folder = Directory.CreateTempSubdirectory("timonier-authority-");
        var rootCaPem = CertificateAuthority.LoadOrCreate(folder.FullName, "root", TimeProvider.System).CertificatePem;
        folder.Delete(recursive: true);
        using var stop = new CancellationTokenSource();
        // A seed that nobody gives a cluster: what it holds from the start and what it makes must not have the same uids.
        var ids = new RandomIdSource(new Random(int.MaxValue));
        // Its controllers end with the fork, and write nothing after it: nobody sees what they would.
        await pump.RunAsync(async () =>
        {
            var plane = new ControlPlane(new PlaneParts(store, clock, ids) { RootCaPem = rootCaPem });
            await plane.StartAsync();
            await plane.BootstrapAsync();
            _ = plane.RunControllersAsync(plane, "", stop.Token);
        });
        await course.UntilAsync(static () => true, TimeSpan.FromMinutes(1));
        var made = store.Fork(clock);
        await stop.CancelAsync();
        await pump.RunAsync(async () => await store.DisposeAsync());
        return (made, rootCaPem);
    }
}

using System.Globalization;
using Timonier.Contracts.Cluster;
using Timonier.Simulation.Tests.Faults;
using Timonier.Testing.Turns;

namespace Timonier.Simulation.Tests.Worlds;

/// <summary>Follows all pods as any client does, is cut off now and then and goes on from where it was: it must hear of every change, once and in order.</summary>
internal sealed class WatchWitness(Func<Server?> server, Random chance, VirtualClock clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private long last;
    private long heard;

    /// <summary>What it heard that it should not have; null as long as all is well.</summary>
    public string? Broken { get; private set; }

    public void Start(Pump pump, long revision)
    {
        last = revision;
        _ = pump.RunAsync(FollowAsync);
    }

    /// <summary>What it has not heard of by now.</summary>
    public string? Missing(long events) => heard == events ? null : $"of {events} changes to pods a watch heard {heard}";

    /// <summary>Takes one event.</summary>
    public void Hear(WatchEvent change)
    {
        if (change.Type == WatchEventType.Error)
        {
            Broken = $"the watch ended with {change.Object}";
            return;
        }
        var revision = long.Parse(change.Object.ResourceVersion, CultureInfo.InvariantCulture);
        if (change.Type != WatchEventType.Bookmark)
        {
            heard++;
            if (revision <= last) Broken = $"{change.Type} of {change.Object.Name} came with revision {revision} after {last}";
        }
        last = revision;
    }

    private async Task FollowAsync()
    {
        while (Broken is null)
        {
            if (server() is { } present) await FollowAsync(present);
            await Task.Delay(Pause, clock);
        }
    }

    private async Task FollowAsync(Server present)
    {
        try
        {
            await foreach (var change in present.People.WatchAsync(CoreResources.Pods, "", new WatchQuery { ResourceVersion = last.ToString(CultureInfo.InvariantCulture) }, present.Ended))
            {
                Hear(change);
                if (chance.Next(50) == 0) return;
            }
        }
        catch (OperationCanceledException) when (present.Ended.IsCancellationRequested)
        {
            // The server has ended; the next one must know where this one stood.
        }
    }
}

using Timonier.Contracts.Cluster;
using Timonier.Kernel;
using Timonier.Tests.Live;

namespace Timonier.Controllers.Tests;

/// <summary>What goes wrong for a component on a live cluster.</summary>
internal static class Troubles
{
    /// <summary>Somebody else writes an object just before the component's first updates of it; answers how often that was.</summary>
    public static Func<int> OvertakeUpdates(this LiveCluster cluster, int times)
    {
        var touched = 0;
        cluster.Before = async call =>
        {
            if (call.Verb.StartsWith("update", StringComparison.Ordinal) && Interlocked.Increment(ref touched) <= times)
                await cluster.PatchAsync(call.Resource, call.Name, $"{{'metadata':{{'annotations':{{'touched':'{touched}'}}}}}}");
            return null;
        };
        return () => touched;
    }

    /// <summary>The first creations of pods are refused.</summary>
    public static void RefusePods(this LiveCluster cluster, int times, string why)
    {
        var refusals = 0;
        cluster.Before = call => Task.FromResult(call.Verb == "create" && call.Resource == CoreResources.Pods && Interlocked.Increment(ref refusals) <= times
            ? new Status(403, "Forbidden", why) : null);
    }

    /// <summary>That creation of a pod never leaves the component, which can only be ended then; until it is, the answer is awaited.</summary>
    public static Task DieAtPod(this LiveCluster cluster, int number)
    {
        var crashed = new TaskCompletionSource();
        var creations = 0;
        cluster.Before = async call =>
        {
            if (call.Verb != "create" || call.Resource != CoreResources.Pods || Interlocked.Increment(ref creations) < number) return null;
            crashed.TrySetResult();
            await Task.Delay(Timeout.Infinite, cluster.Ended);
            return new Status(500, "InternalError", "died");
        };
        return crashed.Task;
    }

    /// <summary>Ends the component that died; the next one has no trouble.</summary>
    public static async Task BuryAsync(this LiveCluster cluster, IAsyncDisposable component)
    {
        cluster.Before = _ => Task.FromResult<Status?>(null);
        cluster.End();
        await component.DisposeAsync();
    }
}

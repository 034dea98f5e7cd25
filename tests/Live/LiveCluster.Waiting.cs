using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Tests.Live;

public sealed partial class LiveCluster
{
    // By the cluster's clock: what is waited for may wait for a back-off itself.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Waits, change by change, until the objects of a resource are as wanted; answers them by name.</summary>
    public async Task<IReadOnlyList<Document>> UntilAsync(ResourceName resource, Func<IReadOnlyList<Document>, bool> wanted, string @namespace = "")
    {
        IReadOnlyList<Document> objects = [];
        await UntilAsync(() => wanted(objects = Stored(resource, @namespace)), () => $"{resource.Qualified}: {string.Join('\n', objects.Select(o => o.ToString()))}");
        return objects;
    }

    /// <summary>The same for one object.</summary>
    public async Task<Document> UntilAsync(ResourceName resource, string name, Func<Document, bool> wanted, string @namespace = "default") =>
        (await UntilAsync(resource, all => all.Any(o => o.Name == name && o.Namespace == @namespace && wanted(o)))).First(o => o.Name == name && o.Namespace == @namespace);

    public Task UntilGoneAsync(ResourceName resource, string name, string @namespace = "default") =>
        UntilAsync(resource, all => !all.Any(o => o.Name == name && o.Namespace == @namespace));

    public async Task UntilAsync(Func<bool> wanted, Func<string>? present = null) =>
        (await course.UntilAsync(wanted, Patience, atRest: false)).ShouldBeTrue($"never came; {present?.Invoke()}");

    /// <summary>Waits until every loop has seen everything and has nothing more to do before more than a short pause has passed.</summary>
    public async Task SettleAsync() => (await course.UntilAsync(() => !Time.IsPausing(Pause), Patience)).ShouldBeTrue("the loops never came to rest");

    /// <summary>Lets time pass when nothing is left to run: what became due meanwhile comes at once.</summary>
    public async Task AdvanceAsync(TimeSpan span)
    {
        await course.UntilAsync(static () => true, Patience);
        Time.Advance(span);
    }

    // The store is in memory: what is asked of it is answered when the call returns. What is not served yet has no objects.
    private IReadOnlyList<Document> Stored(ResourceName resource, string @namespace) =>
        reader.ListAsync(resource, @namespace, new ListQuery()).Result.Value is { } list ? [.. list.Items.OrderBy(o => o.Name, StringComparer.Ordinal)] : [];
}

using System.Collections.Concurrent;
using Timonier.Kernel;

namespace Timonier.Api.FlowControl;

/// <summary>How many clients watch what: each write costs for each of them.</summary>
internal sealed class WatchCounts
{
    private readonly ConcurrentDictionary<(string Group, string Plural, string Namespace), int> counts = new();

    public void Add(ResourceName resource, string @namespace) => Change(resource, @namespace, 1);

    public void Remove(ResourceName resource, string @namespace) => Change(resource, @namespace, -1);

    /// <summary>Those who are told of a write there.</summary>
    public int Of(ResourceName resource, string @namespace) =>
        counts.IsEmpty ? 0 : At(resource, "") + (@namespace.Length > 0 ? At(resource, @namespace) : 0);

    private int At(ResourceName resource, string @namespace) => counts.GetValueOrDefault((resource.Group, resource.Plural, @namespace));

    private void Change(ResourceName resource, string @namespace, int by)
    {
        var key = (resource.Group, resource.Plural, @namespace);
        if (counts.AddOrUpdate(key, static (_, by) => by, static (_, old, by) => old + by, by) == 0) counts.TryRemove(new(key, 0));
    }
}

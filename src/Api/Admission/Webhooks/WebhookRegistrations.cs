using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Timonier.Api.Storage;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission.Webhooks;

/// <summary>
/// The webhooks of this moment, by the names of their configurations. The store holds them in memory, so every write
/// asks it anew, and a change counts from the next write on; what is read from a configuration is kept as long as it.
/// </summary>
internal sealed class WebhookRegistrations(StoredObjects objects, ResourceName resource)
{
    public const string Group = "admissionregistration.k8s.io";
    private readonly ConditionalWeakTable<Document, StrongBox<ImmutableArray<Webhook>>> read = [];

    public async ValueTask<IReadOnlyList<Webhook>> CurrentAsync(CancellationToken cancellation)
    {
        List<Webhook>? all = null;
        foreach (var configuration in await objects.AllAsync(resource, cancellation))
            (all ??= []).AddRange(read.GetValue(configuration, static c => new StrongBox<ImmutableArray<Webhook>>(Webhook.AllOf(c))).Value);
        return all ?? (IReadOnlyList<Webhook>)[];
    }
}

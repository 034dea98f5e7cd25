using Timonier.Documents;
using Timonier.Host.Kubeconfigs;
using Timonier.Host.Verbs.Past;

namespace Timonier.Host.Verbs.Plans;

/// <summary>What the caller may see of a cluster, all as it was at one revision.</summary>
/// <param name="Objects">Without those that would make a copy of the cluster speak to something outside.</param>
/// <param name="HasWebhooks">Whether webhooks are asked about writes.</param>
/// <param name="LeftOut">Kinds that could not be read, with the reason.</param>
internal sealed record LiveObjects(IReadOnlyList<Document> Objects, IReadOnlyList<KnownResource> Resources, bool HasWebhooks, IReadOnlyList<string> LeftOut)
{
    // Nothing comes of them, and there are many.
    private static readonly string[] Untaken = ["events", "events.events.k8s.io", "leases.coordination.k8s.io"];

    public static async Task<LiveObjects> ReadAsync(ApiSession session, CancellationToken cancellation)
    {
        var resources = await session.ResourcesAsync(cancellation);
        var objects = new List<Document>();
        var leftOut = new List<string>();
        var at = "";
        foreach (var resource in resources.Where(r => r.Verbs.Contains("list") && r.Verbs.Contains("watch") && !Untaken.Contains(r.Title)))
        {
            try
            {
                var list = await session.ReadAsync(resource.Path("") + at, "application/json", cancellation);
                if (at.Length == 0) at = $"?resourceVersionMatch=Exact&resourceVersion={list.Metadata["resourceVersion"u8].AsString()}";
                foreach (var item in list.Root["items"u8].Items) objects.Add(Whole(item, resource));
            }
            catch (RefusedException refused)
            {
                leftOut.Add($"{resource.Title}: {refused.Message}");
            }
        }
        var outward = objects.RemoveAll(IsWebhook);
        objects.RemoveAll(one => one is { Kind: "APIService" } && one.Spec["service"u8].IsObject);
        return new LiveObjects(objects, resources, outward > 0, leftOut);
    }

    private static bool IsWebhook(Document one) => one.Kind is "ValidatingWebhookConfiguration" or "MutatingWebhookConfiguration";

    // The items of a list need not say what they are.
    private static Document Whole(Documents.Node item, KnownResource resource)
    {
        var body = (DraftObject)Draft.From(item);
        body["apiVersion"] = resource.Group.Length == 0 ? resource.Version : $"{resource.Group}/{resource.Version}";
        body["kind"] = resource.Kind;
        return body.ToDocument();
    }
}

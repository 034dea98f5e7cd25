using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Client.Informers;
using Timonier.Contracts.Cluster;
using Timonier.Kernel;

namespace OperatorTests.Operator;

/// <summary>Follows Websites and their Deployments, and brings each Website to what its plan says.</summary>
public sealed class WebsiteOperator(IClusterClient client, TimeProvider time)
{
    public const string Name = "website-operator";
    private static readonly ResourceName Websites = new("example.com", "v1", "websites");
    private static readonly ResourceName Deployments = new("apps", "v1", "deployments");

    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var informers = new InformerSource(client, time, new RandomIdSource(new Random(1)), NullLoggerFactory.Instance);
        using var queue = new WorkQueue<(string Namespace, string Name)>(time);
        var (websites, deployments) = (informers.For(Websites), informers.For(Deployments));
        // A Deployment has the name of its Website: a change of either is work on the same key.
        websites.Subscribe(change => queue.Add((change.Any.Namespace, change.Any.Name)));
        deployments.Subscribe(change => queue.Add((change.Any.Namespace, change.Any.Name)));
        await websites.SyncedAsync(cancellation);
        await deployments.SyncedAsync(cancellation);
        while (true)
        {
            var (_, key) = await queue.TakeAsync(cancellation);
            var website = websites.Snapshot.Get(key.Namespace, key.Name);
            var deployment = deployments.Snapshot.Get(key.Namespace, key.Name);
            var refused = website is null ? null : await DoAsync(WebsitePlan.For(website, deployment, time.GetUtcNow()), queue, key, cancellation);
            if (refused is not null) queue.AddRateLimited(key);
            else queue.Forget(key);
            queue.Done(key);
        }
    }

    private async Task<Status?> DoAsync(WebsitePlan plan, WorkQueue<(string Namespace, string Name)> queue, (string Namespace, string Name) key, CancellationToken cancellation)
    {
        if (plan.IsOver) return (await client.DeleteAsync(Websites, key.Namespace, key.Name, cancellation: cancellation)).Failure;
        if (plan.LookAgainAfter is { } delay) queue.AddAfter(key, delay);
        var applied = await client.PatchAsync(Deployments, key.Namespace, key.Name, new PatchBody(PatchKind.Apply, plan.Deployment.ToDocument().Utf8), new WriteQuery { FieldManager = Name }, cancellation);
        if (!applied.IsSuccess) return applied.Failure;
        return (await client.PatchAsync(Websites, key.Namespace, key.Name, PatchBody.Merge(plan.Status), new WriteQuery { Subresource = "status" }, cancellation)).Failure;
    }
}

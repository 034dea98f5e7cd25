using Timonier.Client.Events;
using Timonier.Node.Containers;
using Timonier.Node.Pods;

namespace Timonier.Node.Images;

/// <summary>Reads the pull secrets that a pod names; those of its service account were written into it when it was made.</summary>
internal sealed class PullSecrets(IReferencedObjects objects, IEventRecorder events)
{
    public async Task<Keyring> ReadAsync(PodDefinition pod, CancellationToken cancellation)
    {
        var found = new List<Document>();
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var reference in pod.Spec["imagePullSecrets"u8].Items)
        {
            if (reference["name"u8].AsString() is not { Length: > 0 } name) continue;
            if (await FindAsync(pod.Namespace, name, cancellation) is { } secret) found.Add(secret);
            else missing.Add(name);
        }
        if (missing.Count > 0)
            events.Record(ObjectReference.To(pod.Document), "Warning", "FailedToRetrieveImagePullSecret",
                $"Unable to retrieve some image pull secrets ({string.Join(", ", missing)}); attempting to pull the image may not succeed.");
        return Keyring.Of(found);
    }

    private async Task<Document?> FindAsync(string @namespace, string name, CancellationToken cancellation)
    {
        try
        {
            return await objects.SecretAsync(@namespace, name, cancellation);
        }
        catch (ConfigurationException)
        {
            // The pull is tried without it: the image may be public.
            return null;
        }
    }
}

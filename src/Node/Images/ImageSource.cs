using System.Collections.Concurrent;
using System.Globalization;
using Timonier.Client.Events;
using Timonier.Node.Containers;
using Timonier.Node.Pods;

namespace Timonier.Node.Images;

/// <summary>
/// Gets the image of a container by its pull policy. Pulls wait for each other, all of them or only those of one image,
/// as the node is told; what failed is held back.
/// </summary>
internal sealed class ImageSource(IContainerRuntime runtime, IEventRecorder events, PullSecrets secrets, TimeProvider time, bool serial = true)
{
    private const int Unknown = 2;
    private readonly ConcurrentDictionary<string, SemaphoreSlim> turns = new(StringComparer.Ordinal);
    private readonly PullBackoff backoff = new(time);

    /// <exception cref="ConfigurationException">The image cannot be had now; the reason is the one users see.</exception>
    public async Task<ImageInfo> EnsureAsync(PodDefinition pod, ContainerDefinition container, CancellationToken cancellation)
    {
        var about = ObjectReference.To(pod.Document, container.FieldPath);
        if (ImageReference.Fault(container.Image) is { } fault)
        {
            var why = $"Failed to apply default image tag {GoText.Quote(container.Image)}: couldn't parse image name {GoText.Quote(container.Image)}: {fault}";
            events.Record(about, "Warning", "InspectFailed", why);
            throw new ConfigurationException(why, "InvalidImageName");
        }
        var reference = ImageReference.WithTag(container.Image);
        var present = await runtime.ImageAsync(reference, cancellation);
        if (present is not null && container.PullPolicy != "Always")
        {
            events.Record(about, "Normal", "Pulled", $"Container image \"{container.Image}\" already present on machine and can be accessed by the pod");
            return present;
        }
        if (container.PullPolicy == "Never")
        {
            var why = $"Container image \"{container.Image}\" is not present with pull policy of Never";
            events.Record(about, "Warning", "ErrImageNeverPull", why);
            throw new ConfigurationException(why, "ErrImageNeverPull");
        }
        return await PullAsync(pod, reference, container.Image, about, cancellation);
    }

    /// <summary>When the next attempt for a held image is due; null when none is held.</summary>
    public DateTimeOffset? NextTry(PodDefinition pod) => backoff.NextTry(pod.Uid);

    public void Forget(string podUid) => backoff.Forget(podUid);

    private async Task<ImageInfo> PullAsync(PodDefinition pod, string reference, string shown, ObjectReference about, CancellationToken cancellation)
    {
        if (backoff.Holds(pod.Uid, reference) is { } why)
        {
            var held = $"Back-off pulling image \"{shown}\"";
            events.Record(about, "Normal", "BackOff", held);
            throw new ConfigurationException($"{held}: ErrImagePull: {why}", "ImagePullBackOff");
        }
        var asked = time.GetTimestamp();
        events.Record(about, "Normal", "Pulling", $"Pulling image \"{shown}\"");
        var turn = turns.GetOrAdd(serial ? "" : reference, _ => new SemaphoreSlim(1));
        await turn.EnterAsync(cancellation);
        try
        {
            var began = time.GetTimestamp();
            var id = await PullAsync(reference, await secrets.ReadAsync(pod, cancellation), cancellation);
            var image = await runtime.ImageAsync(id, cancellation) ?? throw new RuntimeException(5, $"image {reference} is gone after its pull");
            backoff.Succeeded(pod.Uid, reference);
            events.Record(about, "Normal", "Pulled", string.Create(CultureInfo.InvariantCulture, $"Successfully pulled image \"{shown}\" in {Text(time.GetElapsedTime(began))} ({Text(time.GetElapsedTime(asked))} including waiting). Image size: {image.SizeBytes} bytes."));
            return image;
        }
        catch (Exception e) when (e is RuntimeException or FormatException)
        {
            backoff.Failed(pod.Uid, reference, e.Message);
            events.Record(about, "Warning", "Failed", $"Failed to pull image \"{shown}\": {e.Message}");
            throw new ConfigurationException(e.Message, "ErrImagePull");
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Tries every credential that fits before it gives up.</summary>
    private async Task<string> PullAsync(string reference, Keyring keyring, CancellationToken cancellation)
    {
        var candidates = keyring.For(ImageReference.RepositoryOf(reference));
        if (candidates.Count == 0) return await runtime.PullImageAsync(reference, null, cancellation);
        var refusals = new List<string>();
        foreach (var credentials in candidates)
        {
            try
            {
                return await runtime.PullImageAsync(reference, credentials, cancellation);
            }
            catch (RuntimeException e)
            {
                if (!refusals.Contains(e.Message, StringComparer.Ordinal)) refusals.Add(e.Message);
            }
        }
        throw new RuntimeException(Unknown, refusals.Count == 1 ? refusals[0] : $"[{string.Join(", ", refusals)}]");
    }

    private static string Text(TimeSpan span) => span.TotalSeconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0}ms")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.###}s");
}

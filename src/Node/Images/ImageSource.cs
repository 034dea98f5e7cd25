using System.Globalization;
using Timonier.Client.Events;
using Timonier.Node.Containers;
using Timonier.Node.Pods;

namespace Timonier.Node.Images;

/// <summary>Gets the image of a container by its pull policy: one pull at a time, failures held back from 10 s to 300 s.</summary>
internal sealed class ImageSource(IContainerRuntime runtime, IEventRecorder events, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim pulling = new(1);
    private readonly Dictionary<string, Failure> failures = new(StringComparer.Ordinal);

    /// <exception cref="ConfigurationException">The image cannot be had now; the reason is the one users see.</exception>
    public async Task<ImageInfo> EnsureAsync(PodDefinition pod, ContainerDefinition container, CancellationToken cancellation)
    {
        var about = ObjectReference.To(pod.Document, container.FieldPath);
        if (!ImageReference.IsValid(container.Image))
        {
            var why = $"Failed to apply default image tag \"{container.Image}\": couldn't parse image name \"{container.Image}\": invalid reference format";
            events.Record(about, "Warning", "InspectFailed", why);
            throw new ConfigurationException(why, "InvalidImageName");
        }
        var reference = ImageReference.WithTag(container.Image);
        var present = await runtime.ImageAsync(reference, cancellation);
        if (present is not null && container.PullPolicy != "Always")
        {
            events.Record(about, "Normal", "Pulled", $"Container image \"{container.Image}\" already present on machine");
            return present;
        }
        if (container.PullPolicy == "Never")
        {
            var why = $"Container image \"{container.Image}\" is not present with pull policy of Never";
            events.Record(about, "Warning", "ErrImageNeverPull", why);
            throw new ConfigurationException(why, "ErrImageNeverPull");
        }
        return await PullAsync($"{pod.Uid}_{reference}", reference, container.Image, about, cancellation);
    }

    /// <summary>When the next attempt for a held image is due; null when none is held.</summary>
    public DateTimeOffset? NextTry(PodDefinition pod) => failures
        .Where(f => f.Key.StartsWith(pod.Uid + "_", StringComparison.Ordinal)).Select(f => (DateTimeOffset?)f.Value.Until).Min();

    public void Forget(string podUid)
    {
        foreach (var key in failures.Keys.Where(k => k.StartsWith(podUid + "_", StringComparison.Ordinal)).ToArray()) failures.Remove(key);
    }

    private async Task<ImageInfo> PullAsync(string key, string reference, string shown, ObjectReference about, CancellationToken cancellation)
    {
        var asked = time.GetTimestamp();
        await pulling.WaitAsync(cancellation);
        try
        {
            if (failures.TryGetValue(key, out var last) && last.Until > time.GetUtcNow())
            {
                var held = $"Back-off pulling image \"{shown}\"";
                events.Record(about, "Normal", "BackOff", held);
                throw new ConfigurationException($"{held}: ErrImagePull: {last.Message}", "ImagePullBackOff");
            }
            events.Record(about, "Normal", "Pulling", $"Pulling image \"{shown}\"");
            var began = time.GetTimestamp();
            var id = await runtime.PullImageAsync(reference, null, cancellation);
            var image = await runtime.ImageAsync(id, cancellation) ?? throw new RuntimeException(5, $"image {reference} is gone after its pull");
            failures.Remove(key);
            events.Record(about, "Normal", "Pulled", string.Create(CultureInfo.InvariantCulture, $"Successfully pulled image \"{shown}\" in {Text(time.GetElapsedTime(began))} ({Text(time.GetElapsedTime(asked))} including waiting). Image size: {image.SizeBytes} bytes."));
            return image;
        }
        catch (RuntimeException e)
        {
            var delay = failures.TryGetValue(key, out var last) ? TimeSpan.FromTicks(Math.Min(last.Delay.Ticks * 2, CrashBackoff.Longest.Ticks)) : CrashBackoff.First;
            failures[key] = new(delay, time.GetUtcNow() + delay, e.Message);
            events.Record(about, "Warning", "Failed", $"Failed to pull image \"{shown}\": {e.Message}");
            throw new ConfigurationException(e.Message, "ErrImagePull");
        }
        finally
        {
            pulling.Release();
        }
    }

    public void Dispose() => pulling.Dispose();

    private static string Text(TimeSpan span) => span.TotalSeconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0}ms")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.###}s");

    private sealed record Failure(TimeSpan Delay, DateTimeOffset Until, string Message);
}

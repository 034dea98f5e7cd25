using Timonier.Contracts.Runtime;
using Timonier.Runtime.Simulated.Lives;

namespace Timonier.Runtime.Simulated;

public sealed partial class SimulatedRuntime
{
    public Task<IReadOnlyList<ImageInfo>> ListImagesAsync(CancellationToken cancellation)
    {
        lock (gate) return Task.FromResult(images.All);
    }

    public Task<ImageInfo?> ImageAsync(string reference, CancellationToken cancellation)
    {
        // What cannot be pulled now is not there either: else a pod's wish would depend on who came before it.
        lock (gate) return Task.FromResult(Refusal(reference) is null ? images.Find(reference) : null);
    }

    public async Task<string> PullImageAsync(string reference, ImageCredentials? credentials, CancellationToken cancellation)
    {
        if (settings.Lives.ForImage(reference) is { After: var after } && after > TimeSpan.Zero) await Task.Delay(after, time, cancellation);
        lock (gate)
        {
            if (Refusal(reference) is { } why)
                throw new RuntimeException(NotFound, $"failed to pull and unpack image \"{reference}\": failed to resolve reference \"{reference}\": {reference}: {why}");
            return images.Add(reference).Id;
        }
    }

    public Task RemoveImageAsync(string reference, CancellationToken cancellation)
    {
        lock (gate) images.Remove(reference);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> ImportImagesAsync(string archivePath, CancellationToken cancellation) =>
        throw new RuntimeException(Unavailable, "a simulated node has no images to import: every image can be pulled");

    /// <summary>By a pod that is here and names it, or by the rules.</summary>
    private string? Refusal(string reference)
    {
        foreach (var sandbox in sandboxes.Values)
            if (sandbox.Ready && sandbox.Config.Annotations.TryGetValue(LifeAnnotations.PullError, out var names) && Names(names, reference)) return "not found";
        return settings.Lives.ForImage(reference) is { Error.Length: > 0 } rule ? rule.Error : null;
    }

    private static bool Names(string images, string reference) =>
        images.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Any(image => reference == image || reference == image + ":latest");
}

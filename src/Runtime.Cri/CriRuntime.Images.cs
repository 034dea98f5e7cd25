using System.Diagnostics;
using System.Text.RegularExpressions;
using Timonier.Contracts.Runtime;

namespace Timonier.Runtime.Cri;

public sealed partial class CriRuntime
{
    private static readonly TimeSpan importSeenWithin = TimeSpan.FromSeconds(10);

    public async Task<IReadOnlyList<ImageInfo>> ListImagesAsync(CancellationToken cancellation)
    {
        var answer = await channel.ImagesAsync<V1.ListImagesResponse>("ListImages", new V1.ListImagesRequest(), cancellation);
        // Runtimes before pinning existed do not know that the sandboxes' image must stay.
        return [.. answer.Images.Select(CriMapping.Image).Select(i => i.Tags.Contains(config.SandboxImage, StringComparer.Ordinal) ? i with { Pinned = true } : i)];
    }

    public async Task<ImageInfo?> ImageAsync(string reference, CancellationToken cancellation)
    {
        var answer = await channel.ImagesAsync<V1.ImageStatusResponse>("ImageStatus", new V1.ImageStatusRequest { Image = new V1.ImageSpec { Image = reference } }, cancellation);
        return answer.Image is null ? null : CriMapping.Image(answer.Image);
    }

    public async Task<string> PullImageAsync(string reference, ImageCredentials? credentials, CancellationToken cancellation)
    {
        var request = new V1.PullImageRequest { Image = new V1.ImageSpec { Image = reference } };
        if (credentials is not null)
        {
            request.Auth = new V1.AuthConfig
            {
                Username = credentials.UserName,
                Password = credentials.Password,
                ServerAddress = credentials.ServerAddress,
                IdentityToken = credentials.IdentityToken,
                RegistryToken = credentials.RegistryToken,
            };
        }
        return (await channel.ImagesAsync<V1.PullImageResponse>("PullImage", request, cancellation)).ImageRef;
    }

    public Task RemoveImageAsync(string reference, CancellationToken cancellation) =>
        channel.ImagesAsync<V1.RemoveImageResponse>("RemoveImage", new V1.RemoveImageRequest { Image = new V1.ImageSpec { Image = reference } }, cancellation);

    public async Task<IReadOnlyList<string>> ImportImagesAsync(string archivePath, CancellationToken cancellation)
    {
        if (!File.Exists(archivePath)) throw new RuntimeException(CriChannel.NotFound, $"there is no image archive at {archivePath}");
        var output = await CtrAsync(["images", "import", "--snapshotter", HostProbe.Snapshotter(config.RootDirectory), archivePath], cancellation);
        var names = ImportedName().Matches(output).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal).ToList();
        if (names.Count == 0) throw new RuntimeException(3, $"{archivePath} holds no named image: {output.Trim()}");

        // Pods name images briefly and runtimes look the full name up, so it is the full name that must be there.
        var references = new List<string>();
        foreach (var name in names)
        {
            var full = ImageReference.Normalize(name);
            if (full != name)
            {
                await CtrAsync(["images", "tag", "--force", name, full], cancellation);
                await CtrAsync(["images", "remove", name], cancellation);
            }
            await AwaitImageAsync(full, cancellation);
            references.Add(full);
        }
        LogImported(references.Count, archivePath);
        return references;
    }

    private async Task EnsureSandboxImageAsync(CancellationToken cancellation)
    {
        if (await ImageAsync(config.SandboxImage, cancellation) is not null) return;
        var archive = Path.Combine(config.StateDirectory, "pause.tar");
        try
        {
            await using (var program = typeof(CriRuntime).Assembly.GetManifestResourceStream("pause") ?? throw new InvalidOperationException("The sandbox program is not built in."))
            {
                var bytes = new byte[program.Length];
                await program.ReadExactlyAsync(bytes, cancellation);
                ImageArchiveWriter.Write(archive, config.SandboxImage, [ImageLayer.OfEntries([new ImageEntry("pause", bytes)])], new ImageConfig { Entrypoint = ["/pause"], User = "65535:65535" });
            }
            await ImportImagesAsync(archive, cancellation);
        }
        finally
        {
            File.Delete(archive);
        }
    }

    // The image store tells CRI by an event; a pod right behind an import would not find the image yet.
    private async Task AwaitImageAsync(string reference, CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        while (await ImageAsync(reference, cancellation) is null)
        {
            if (time.GetElapsedTime(begun) > importSeenWithin) throw new RuntimeException(CriChannel.NotFound, $"the runtime does not show the imported image {reference}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), time, cancellation);
        }
    }

    private async Task<string> CtrAsync(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        using var process = new Process { StartInfo = new ProcessStartInfo("ctr") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false } };
        foreach (var argument in (IEnumerable<string>)["--address", config.SocketPath, "--namespace", "k8s.io", .. arguments]) process.StartInfo.ArgumentList.Add(argument);
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new RuntimeException(CriChannel.Unavailable, $"ctr, which is part of containerd, cannot be run: {missing.Message}");
        }
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
        return process.ExitCode == 0 ? await output : throw new RuntimeException(2, $"ctr {string.Join(' ', arguments)}: {(await errors).Trim()}");
    }

    /// <summary>The lines of ctr 1.x ("unpacking NAME (digest)...") and 2.x ("NAME saved").</summary>
    [GeneratedRegex(@"^(?:unpacking (?<name>\S+) \(|(?<name>\S+)\s+saved\b)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ImportedName();
}

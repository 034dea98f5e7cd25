using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Contracts.Runtime;
using Timonier.Runtime.Cri;

namespace Timonier.Runtime.Cri.Tests;

/// <summary>One private containerd with a busybox image, shared by the tests of this room.</summary>
public sealed class Containerd : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("tm-cri-").FullName;

    public CriRuntimeConfig Config { get; private set; } = null!;
    public CriRuntime Runtime { get; private set; } = null!;
    public IReadOnlyList<string> Imported { get; private set; } = [];
    public string Folder => folder;

    public async ValueTask InitializeAsync()
    {
        const string busybox = "/bin/busybox";
        if (!File.Exists("/usr/bin/containerd")) throw new InvalidOperationException("These tests need containerd: apt-get install containerd crun.");
        if (!File.Exists(busybox)) throw new InvalidOperationException("These tests need a static busybox: apt-get install busybox-static.");
        Config = new CriRuntimeConfig
        {
            RootDirectory = Path.Combine(folder, "root"),
            StateDirectory = Path.Combine("/run", Path.GetFileName(folder)),
            CniBinDirectory = Path.Combine(folder, "cni-bin"),
            CniConfigDirectory = Path.Combine(folder, "cni"),
        };
        Runtime = New();
        try
        {
            await Runtime.StartAsync(TestContext.Current.CancellationToken);
            var archive = Path.Combine(folder, "busybox.tar");
            var layer = ImageLayer.OfEntries(
            [
                new("bin/"), new("etc/"), new("tmp/"),
                new("bin/busybox", File.ReadAllBytes(busybox)),
                .. ((string[])["sh", "cat", "sleep", "echo", "hostname", "nc"]).Select(name => new ImageEntry("bin/" + name, LinkTarget: "busybox")),
            ]);
            ImageArchiveWriter.Write(archive, "busybox", [layer], new ImageConfig { Cmd = ["/bin/sh"] });
            Imported = await Runtime.ImportImagesAsync(archive, TestContext.Current.CancellationToken);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public CriRuntime New() => new(Config, TimeProvider.System, NullLoggerFactory.Instance);

    public async ValueTask DisposeAsync()
    {
        await Runtime.RemovePodsAndStopAsync(keepImages: false, CancellationToken.None);
        await Runtime.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A sandbox on the host's network, which needs no network plugin.</summary>
    public async Task<(string Sandbox, SandboxConfig Config)> SandboxAsync(string name)
    {
        var sandbox = new SandboxConfig
        {
            Name = name,
            Namespace = "tests",
            Uid = Guid.NewGuid().ToString(),
            LogDirectory = Path.Combine(folder, "logs", name),
            CgroupParent = "/timonier-tests/" + name,
            HostNetwork = true,
        };
        return (await Runtime.RunSandboxAsync(sandbox, TestContext.Current.CancellationToken), sandbox);
    }

    public async Task<string> RunAsync(string name, ContainerConfig container)
    {
        var (sandbox, config) = await SandboxAsync(name);
        var id = await Runtime.CreateContainerAsync(sandbox, container, config, TestContext.Current.CancellationToken);
        await Runtime.StartContainerAsync(id, TestContext.Current.CancellationToken);
        return id;
    }

    public static ContainerConfig Shell(string script) => new()
    {
        Name = "main",
        Image = "busybox",
        Command = ["/bin/sh", "-c", script],
        LogPath = "main/0.log",
        Security = new() { HostNetwork = true },
    };
}

using System.Text;
using Timonier.Client.Tests;
using Timonier.Contracts.Runtime;
using Timonier.Kernel;
using Timonier.Runtime.Simulated.Lives;

namespace Timonier.Runtime.Simulated.Tests;

/// <summary>A simulated runtime on a clock that a test moves, with one sandbox of one pod.</summary>
internal sealed class SimulatedPlace
{
    private readonly SandboxConfig pod;
    private readonly string sandbox;

    private SimulatedPlace(SandboxConfig pod, LifeBook lives)
    {
        this.pod = pod;
        Runtime = new SimulatedRuntime(new SimulatedRuntimeConfig
        {
            Lives = lives,
            Attach = _ => "10.42.0.7",
            ReadFile = (mount, path, _) => Task.FromResult<ReadOnlyMemory<byte>?>(path == "a" ? Encoding.UTF8.GetBytes($"{mount.HostPath}\n") : (ReadOnlyMemory<byte>?)null),
        }, Time, new RandomIdSource(new Random(1)));
        sandbox = Runtime.RunSandboxAsync(pod, default).Result;
    }

    public VirtualTime Time { get; } = new();
    public SimulatedRuntime Runtime { get; }
    public string Sandbox => sandbox;

    public static SimulatedPlace Of(string lives = "", params (string Name, string Value)[] annotations) => new(
        new SandboxConfig
        {
            Name = "web", Namespace = "shop", Uid = "u1", Hostname = "web", LogDirectory = "/logs", CgroupParent = "",
            DnsServers = ["10.43.0.10"],
            Annotations = annotations.ToDictionary(a => a.Name.StartsWith("simulated.", StringComparison.Ordinal) ? a.Name : LifeAnnotations.Prefix + a.Name, a => a.Value),
            Labels = new Dictionary<string, string> { ["app"] = "web" },
        }, lives.Length > 0 ? LifeBook.Parse(lives) : LifeBook.Default);

    /// <summary>A container that has been started; answers its id.</summary>
    public async Task<string> StartAsync(string[]? command = null, string policy = "Always", string role = "container", uint attempt = 0, bool stdin = false)
    {
        var image = await Runtime.PullImageAsync("docker.io/web:1", null, default);
        var id = await Runtime.CreateContainerAsync(sandbox, new ContainerConfig
        {
            Name = "main", Image = image, Attempt = attempt, LogPath = "main/0.log", Command = command ?? [], Stdin = stdin,
            Env = [new("COLOUR", "blue")],
            Mounts = [new ContainerMount("u1/settings", "/etc/settings", ReadOnly: true)],
            Annotations = new Dictionary<string, string> { [SimulatedRuntime.RoleAnnotation] = role, [SimulatedRuntime.RestartPolicyAnnotation] = policy },
        }, pod, default);
        var starting = Runtime.StartContainerAsync(id, default);
        if (!starting.IsCompleted) Time.Advance(TimeSpan.FromMinutes(1));
        await starting;
        return id;
    }

    public ContainerStatus Status(string id) => Runtime.ContainerStatusAsync(id, default).Result!;

    public string[] Log(string id) => [.. Runtime.Log(id)!.Select(l => l.Text)];

    /// <summary>What a command writes, and the code it ends with.</summary>
    public async Task<(int Code, string Output)> ExecAsync(params string[] command)
    {
        var running = await StartAsync();
        var result = await Runtime.ExecAsync(running, command, TimeSpan.Zero, TestContext.Current.CancellationToken);
        return (result.ExitCode, Encoding.UTF8.GetString(result.Stdout) + Encoding.UTF8.GetString(result.Stderr));
    }

    public void Pass(double seconds) => Time.Advance(TimeSpan.FromSeconds(seconds));
}

using System.Diagnostics;
using System.Text;

namespace Timonier.EndToEnd.Tests.Cluster;

/// <summary>
/// The real executable in a network namespace and folders of its own, with real containers. Ends with
/// <c>timonier uninstall</c>, so that every run also checks that nothing is left behind.
/// </summary>
public sealed class ClusterUnderTest : IAsyncDisposable
{
    private readonly NetworkNamespace network;
    private readonly string directory;
    private readonly IReadOnlyList<string> arguments;
    private readonly EtcdUnderTest? etcd;
    private Process? server;

    private ClusterUnderTest(NetworkNamespace network, string directory, IReadOnlyList<string> arguments, EtcdUnderTest? etcd)
    {
        this.etcd = etcd;
        this.network = network;
        this.directory = directory;
        this.arguments = arguments;
    }

    public string Kubeconfig => Path.Combine(directory, "data", "admin.kubeconfig");
    public string ServerLog => Path.Combine(directory, "server.log");
    public NetworkNamespace Network => network;
    public int ServerPid => server!.Id;

    /// <summary>On the embedded store, or with E2E_DATASTORE=etcd on a real etcd.</summary>
    public static Task<ClusterUnderTest> StartAsync(string name, params string[] arguments) => StartAsync(name, EtcdUnderTest.IsAskedFor, arguments);

    public static Task<ClusterUnderTest> StartOnEtcdAsync(string name, params string[] arguments) => StartAsync(name, onEtcd: true, arguments);

    public static Task<ClusterUnderTest> StartOnDiskAsync(string name, params string[] arguments) => StartAsync(name, onEtcd: false, arguments);

    private static async Task<ClusterUnderTest> StartAsync(string name, bool onEtcd, string[] arguments)
    {
        var network = await NetworkNamespace.CreateAsync();
        var etcd = onEtcd ? EtcdUnderTest.Start(network) : null;
        var made = new ClusterUnderTest(network, Directory.CreateTempSubdirectory($"timonier-{name}-").FullName,
            ["--node-name", name, "--advertise-address", NetworkNamespace.Address, .. onEtcd ? ["--datastore-endpoint", EtcdUnderTest.Endpoint] : Array.Empty<string>(), .. arguments], etcd);
        await made.StartServerAsync();
        return made;
    }

    /// <param name="more">Settings of this start alone.</param>
    public async Task StartServerAsync(params string[] more)
    {
        var start = new ProcessStartInfo("nsenter", [.. network.Enter.Skip(1), "sh", "-c", "exec \"$@\" >>\"$0\" 2>&1", ServerLog, Paths.Executable, "server", .. Folders, .. arguments, .. more])
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        server = Process.Start(start)!;
        server.StandardInput.Close();
        var status = await TimonierAsync("status", "--wait", "60", "--quiet");
        status.ExitCode.ShouldBe(0, await LogTailAsync());
    }

    /// <summary>Ends the server as a power cut would; containers go on.</summary>
    public async Task KillServerAsync()
    {
        server!.Kill();
        await server.WaitForExitAsync();
    }

    public Task<CommandResult> TimonierAsync(params string[] verbAndArguments) =>
        network.RunAsync([Paths.Executable, .. verbAndArguments, .. verbAndArguments is ["backup", "verify", ..] ? [] : FoldersOf(verbAndArguments[0])]);

    public Task<CommandResult> KubectlAsync(params string[] words) => KubectlAsync(words, input: null);

    public Task<CommandResult> KubectlAsync(string[] words, string? input, int limitSeconds = 120) =>
        RunClientAsync([Paths.Kubectl, .. words], input, limitSeconds: limitSeconds);

    /// <summary>Any client program, with the administrator's kubeconfig.</summary>
    public Task<CommandResult> RunClientAsync(string[] commandLine, string? input = null, IReadOnlyDictionary<string, string>? more = null, int limitSeconds = 120) =>
        network.RunAsync(commandLine, input, new Dictionary<string, string>(more ?? new Dictionary<string, string>()) { ["KUBECONFIG"] = Kubeconfig, ["HOME"] = directory }, limitSeconds);

    /// <summary>A client program that goes on until it is disposed of.</summary>
    public RunningProgram StartClient(string[] commandLine) =>
        RunningProgram.Start([.. network.Enter, .. commandLine], new Dictionary<string, string> { ["KUBECONFIG"] = Kubeconfig, ["HOME"] = directory });

    /// <summary>Runs a kubectl command line as a person at a terminal, typing the given lines.</summary>
    public Task<CommandResult> KubectlAtTerminalAsync(string words, string typed) =>
        network.RunAsync(["script", "-qec", $"{Paths.Kubectl} {words}", "/dev/null"], typed, new Dictionary<string, string> { ["KUBECONFIG"] = Kubeconfig, ["HOME"] = directory, ["TERM"] = "xterm" });

    public async Task ApplyAsync(string @namespace, string manifest) =>
        (await KubectlAsync(["apply", "-n", @namespace, "-f", "-"], manifest)).MustSucceed();

    /// <summary>A namespace for one test.</summary>
    public async Task<string> NamespaceAsync(string name)
    {
        (await KubectlAsync("create", "namespace", name)).MustSucceed();
        return name;
    }

    public Task<CommandResult> FromNodeAsync(params string[] commandLine) => network.RunAsync(commandLine);

    public async Task ImportAsync(string image) => (await TimonierAsync("image", "import", Path.Combine(Paths.Images, image + ".tar"))).MustSucceed();

    public async Task<string> LogTailAsync()
    {
        var lines = File.Exists(ServerLog) ? await File.ReadAllLinesAsync(ServerLog) : [];
        return new StringBuilder().AppendJoin('\n', lines.TakeLast(40)).ToString();
    }

    public async ValueTask DisposeAsync()
    {
        var uninstall = await TimonierAsync("uninstall");
        if (server is { HasExited: false }) await KillServerAsync();
        if (etcd is not null) await etcd.DisposeAsync();
        var leftovers = await Leftovers.FindAsync(network, directory);
        if (leftovers.Count == 0)
        {
            await network.DisposeAsync();
            Directory.Delete(directory, recursive: true);
        }
        uninstall.MustSucceed();
        leftovers.ShouldBeEmpty();
    }

    private IReadOnlyList<string> Folders =>
    [
        "--data-dir", Path.Combine(directory, "data"), "--run-dir", Path.Combine(directory, "run"), "--log-dir", Path.Combine(directory, "logs"),
    ];

    private IEnumerable<string> FoldersOf(string verb) => verb switch
    {
        "version" => [],
        "token" or "backup" or "store" => Folders.Take(2),
        "uninstall" or "stop" => Folders,
        _ => Folders.Take(4),
    };
}

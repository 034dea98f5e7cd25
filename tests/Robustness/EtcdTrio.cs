using System.Diagnostics;
using System.Globalization;
using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.Robustness.Tests;

/// <summary>
/// Three etcd members on the loopback of the server's network, of which one at a time falls ill. Each runs as a user of its
/// own, by which packets are told apart: one can be cut off from the other two while the server still reaches it.
/// </summary>
internal sealed class EtcdTrio : IAsyncDisposable
{
    private const int Size = 3, FirstClientPort = 23790, FirstPeerPort = 23800, FirstUser = 61000;
    private readonly string directory = Directory.CreateTempSubdirectory("timonier-trio-").FullName;
    private readonly NetworkNamespace network;
    private readonly Process?[] members = new Process?[Size];
    private Func<Task>? heal;

    private EtcdTrio(NetworkNamespace network) => this.network = network;

    public string Endpoints => string.Join(',', Enumerable.Range(0, Size).Select(Endpoint));

    public static async Task<EtcdTrio> StartAsync(NetworkNamespace network)
    {
        var made = new EtcdTrio(network);
        File.SetUnixFileMode(made.directory, (UnixFileMode)0x1ff);
        // What a member sent first on a connection marks both directions of it.
        var marks = string.Join("; ", Enumerable.Range(0, Size).Select(n => $"meta skuid {FirstUser + n} tcp dport {PeerPorts} ct mark set {n + 1}"));
        await made.InsideAsync("nft", $"table inet trio {{ chain marks {{ type filter hook output priority -10; {marks}; }}; chain cut {{ type filter hook output priority 0; }}; }}");
        for (var n = 0; n < Size; n++)
            made.StartMember(n);
        return made;
    }

    /// <summary>The one that is ill gets well, and another one, or the same, falls ill; often it is the leader. What with, as text.</summary>
    public async Task<string> FallIllAsync(Random chance)
    {
        await HealAsync();
        var leads = chance.Next(2) == 0 ? await LeaderAsync() : null;
        var n = leads ?? chance.Next(Size);
        var ill = await FallIllAsync(n, chance.Next(3));
        return leads is null ? $"member {ill}" : $"leader {ill}";
    }

    public async Task HealAsync()
    {
        if (heal is { } cure)
            await cure();
        heal = null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in members.OfType<Process>().Where(member => !member.HasExited))
        {
            member.Kill();
            await member.WaitForExitAsync();
        }

        Directory.Delete(directory, recursive: true);
    }

    private static string PeerPorts => $"{{ {FirstPeerPort}-{FirstPeerPort + Size - 1} }}";

    private static string Endpoint(int n) => $"http://127.0.0.1:{FirstClientPort + n}";

    private static string Peer(int n) => $"http://127.0.0.1:{FirstPeerPort + n}";

    private async Task<string> FallIllAsync(int n, int ill)
    {
        switch (ill)
        {
            case 0:
                members[n]!.Kill();
                await members[n]!.WaitForExitAsync();
                heal = () =>
                {
                    StartMember(n);
                    return Task.CompletedTask;
                };
                return "killed";
            case 1:
                await SignalAsync(n, "-STOP");
                heal = () => SignalAsync(n, "-CONT");
                return "stopped";
            default:
                await InsideAsync("nft", $"add rule inet trio cut ct mark {n + 1} drop; add rule inet trio cut tcp dport {FirstPeerPort + n} drop; add rule inet trio cut tcp sport {FirstPeerPort + n} drop");
                heal = () => InsideAsync("nft", "flush chain inet trio cut");
                return "cut off";
        }
    }

    /// <summary>Null while there is none that all agree on.</summary>
    private async Task<int?> LeaderAsync()
    {
        var answer = await network.RunAsync(["etcdctl", "--endpoints", Endpoints, "endpoint", "status"], environment: new Dictionary<string, string> { ["ETCDCTL_API"] = "3" });
        var leaders = answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(", ")).Where(fields => fields[4] == "true").ToList();
        return leaders is [var leader] ? Enumerable.Range(0, Size).Single(n => Endpoint(n) == leader[0]) : null;
    }

    private void StartMember(int n)
    {
        var user = (FirstUser + n).ToString(CultureInfo.InvariantCulture);
        members[n] = Process.Start(new ProcessStartInfo(network.Enter[0],
        [
            .. network.Enter.Skip(1), "setpriv", "--reuid", user, "--regid", user, "--clear-groups", "sh", "-c", "exec \"$@\" >>\"$0\" 2>&1", Path.Combine(directory, $"m{n}.log"),
            "etcd", "--name", $"m{n}", "--data-dir", Path.Combine(directory, $"m{n}"), "--log-level", "error",
            "--listen-client-urls", Endpoint(n), "--advertise-client-urls", Endpoint(n), "--listen-peer-urls", Peer(n), "--initial-advertise-peer-urls", Peer(n),
            "--initial-cluster", string.Join(',', Enumerable.Range(0, Size).Select(other => $"m{other}={Peer(other)}")),
        ]) { UseShellExecute = false })!;
    }

    private async Task SignalAsync(int n, string signal) =>
        (await Command.RunAsync("kill", [signal, members[n]!.Id.ToString(CultureInfo.InvariantCulture)])).MustSucceed();

    private async Task InsideAsync(params string[] commandLine) => (await network.RunAsync(commandLine)).MustSucceed();
}

using System.Diagnostics;
using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.Robustness.Tests;

/// <summary>
/// Three etcd members, each in a network of its own behind the server's, which carries what they say to each other. One
/// at a time is killed, cut off from the other two though the server still reaches it, or unplugged altogether.
/// </summary>
internal sealed class EtcdTrio : IAsyncDisposable
{
    private const int Size = 3;
    private readonly string directory = Directory.CreateTempSubdirectory("timonier-trio-").FullName;
    private readonly string suffix = $"{Environment.ProcessId}-{Random.Shared.Next(10000)}";
    private readonly NetworkNamespace router;
    private readonly Process?[] members = new Process?[Size];
    private Func<Task>? heal;

    private EtcdTrio(NetworkNamespace router) => this.router = router;

    public string Endpoints => string.Join(',', Enumerable.Range(0, Size).Select(n => $"http://{AddressOf(n)}:2379"));

    public static async Task<EtcdTrio> StartAsync(NetworkNamespace router)
    {
        var made = new EtcdTrio(router);
        await made.RouterAsync("sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward");
        for (var n = 0; n < Size; n++)
        {
            await RunAsync("ip", "netns", "add", made.NameOf(n));
            await RunAsync("ip", "-n", router.Name, "link", "add", $"m{n}", "type", "veth", "peer", "name", "eth0", "netns", made.NameOf(n));
            await RunAsync("ip", "-n", router.Name, "addr", "add", $"10.99.{n}.1/24", "dev", $"m{n}");
            await RunAsync("ip", "-n", router.Name, "link", "set", $"m{n}", "up");
            await RunAsync("ip", "-n", made.NameOf(n), "addr", "add", AddressOf(n) + "/24", "dev", "eth0");
            await RunAsync("ip", "-n", made.NameOf(n), "link", "set", "lo", "up");
            await RunAsync("ip", "-n", made.NameOf(n), "link", "set", "eth0", "up");
            await RunAsync("ip", "-n", made.NameOf(n), "route", "add", "default", "via", $"10.99.{n}.1");
        }

        for (var n = 0; n < Size; n++)
            made.StartMember(n);
        return made;
    }

    /// <summary>The one that is ill gets well, and another one, or the same, falls ill. What with, as text.</summary>
    public async Task<string> FallIllAsync(Random chance)
    {
        await HealAsync();
        var (n, ill) = (chance.Next(Size), chance.Next(4));
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
                await RouterAsync("nft", $"table ip cut {{ chain between {{ type filter hook forward priority 0; iifname \"m{n}\" drop; oifname \"m{n}\" drop; }}; }}");
                heal = () => RouterAsync("nft", "delete", "table", "ip", "cut");
                return "cut off from the others";
            case 2:
                await RunAsync("ip", "-n", router.Name, "link", "set", $"m{n}", "down");
                heal = () => RunAsync("ip", "-n", router.Name, "link", "set", $"m{n}", "up");
                return "unplugged";
            default:
                return "well";
        }
    }

    public async Task HealAsync()
    {
        if (heal is { } cure)
            await cure();
        heal = null;
    }

    public async ValueTask DisposeAsync()
    {
        for (var n = 0; n < Size; n++)
        {
            if (members[n] is { HasExited: false } running)
            {
                running.Kill();
                await running.WaitForExitAsync();
            }

            await RunAsync("ip", "netns", "delete", NameOf(n));
        }

        Directory.Delete(directory, recursive: true);
    }

    private static string AddressOf(int n) => $"10.99.{n}.2";

    private string NameOf(int n) => $"tmtrio{n}-{suffix}";

    private void StartMember(int n)
    {
        var (client, peer) = ($"http://{AddressOf(n)}:2379", $"http://{AddressOf(n)}:2380");
        members[n] = Process.Start(new ProcessStartInfo("nsenter",
        [
            $"--net=/run/netns/{NameOf(n)}", "--", "sh", "-c", "exec \"$@\" >>\"$0\" 2>&1", Path.Combine(directory, $"m{n}.log"),
            "etcd", "--name", $"m{n}", "--data-dir", Path.Combine(directory, $"m{n}"), "--log-level", "error",
            "--listen-client-urls", client, "--advertise-client-urls", client, "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
            "--initial-cluster", string.Join(',', Enumerable.Range(0, Size).Select(other => $"m{other}=http://{AddressOf(other)}:2380")),
        ]) { UseShellExecute = false })!;
    }

    private async Task RouterAsync(params string[] commandLine) => (await router.RunAsync(commandLine)).MustSucceed();

    private static async Task RunAsync(string program, params string[] arguments) => (await Command.RunAsync(program, arguments)).MustSucceed();
}

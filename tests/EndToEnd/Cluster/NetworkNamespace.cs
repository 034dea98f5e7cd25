using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Timonier.EndToEnd.Tests.Cluster;

/// <summary>
/// A network of its own for a cluster under test: loopback and one link with an address, no route out. Programs
/// enter it by nsenter, which leaves the mounts (and so the cgroups) as they are.
/// </summary>
public sealed partial class NetworkNamespace : IAsyncDisposable
{
    private const int OfNetwork = 0x40000000;

    public const string Address = "172.31.200.1";
    public const string SecondAddress = "172.31.200.2";

    private NetworkNamespace(string name) => Name = name;

    public string Name { get; }

    public static async Task<NetworkNamespace> CreateAsync()
    {
        var made = await CreateEmptyAsync();
        await made.IpInsideAsync("link", "add", "up0", "type", "veth", "peer", "name", "up1");
        await made.IpInsideAsync("addr", "add", Address + "/24", "dev", "up0");
        await made.IpInsideAsync("link", "set", "up0", "up");
        await made.IpInsideAsync("link", "set", "up1", "up");
        return made;
    }

    /// <summary>A second machine: the far end of the other's link, taken over there, with the second address.</summary>
    public static async Task<NetworkNamespace> CreateBesideAsync(NetworkNamespace other)
    {
        var made = await CreateEmptyAsync();
        await other.IpInsideAsync("link", "set", "up1", "netns", made.Name);
        await made.IpInsideAsync("addr", "add", SecondAddress + "/24", "dev", "up1");
        await made.IpInsideAsync("link", "set", "up1", "up");
        return made;
    }

    /// <summary>The end of the link goes back to where it came from, so that the other's link stays.</summary>
    public async Task GiveBackAsync(NetworkNamespace other)
    {
        await IpInsideAsync("link", "set", "up1", "netns", other.Name);
        await other.IpInsideAsync("link", "set", "up1", "up");
    }

    private static async Task<NetworkNamespace> CreateEmptyAsync()
    {
        var made = new NetworkNamespace($"tme2e-{Environment.ProcessId}-{Random.Shared.Next(10000)}");
        await IpAsync("netns", "add", made.Name);
        await made.IpInsideAsync("link", "set", "lo", "up");
        return made;
    }

    /// <summary>The words in front of a command line that make it run inside.</summary>
    public IReadOnlyList<string> Enter => ["nsenter", $"--net=/run/netns/{Name}", "--"];

    public Task<CommandResult> RunAsync(IEnumerable<string> commandLine, string? input = null, IReadOnlyDictionary<string, string>? environment = null, int limitSeconds = 120) =>
        Command.RunAsync("nsenter", [.. Enter.Skip(1), .. commandLine], input, environment, limitSeconds);

    /// <summary>A socket of this process that listens inside, on loopback and a free port.</summary>
    public Socket Listen()
    {
        var socket = CreateSocket();
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    /// <summary>A socket of this process whose network is the one inside.</summary>
    public Socket CreateSocket()
    {
        var socket = (Socket?)null;
        var failure = (Exception?)null;
        // A thread moves alone: it enters, makes the socket, which stays in that network, and ends.
        var visitor = new Thread(() =>
        {
            try
            {
                using var place = File.OpenHandle($"/run/netns/{Name}");
                if (SetNamespace((int)place.DangerousGetHandle(), OfNetwork) != 0) throw new IOException($"setns: {Marshal.GetLastPInvokeErrorMessage()}");
                socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            }
            catch (Exception e) when (e is IOException or SocketException or UnauthorizedAccessException)
            {
                failure = e;
            }
        });
        visitor.Start();
        visitor.Join();
        return failure is null ? socket! : throw new IOException($"No socket could be made in {Name}", failure);
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int handle, int kind);

    public async ValueTask DisposeAsync() => await IpAsync("netns", "delete", Name);

    private Task IpInsideAsync(params string[] arguments) => IpAsync(["-n", Name, .. arguments]);

    private static async Task IpAsync(params string[] arguments) => (await Command.RunAsync("ip", arguments)).MustSucceed();
}

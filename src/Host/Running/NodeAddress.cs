using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Timonier.Host.Running;

/// <summary>The address under which others reach this machine.</summary>
internal static class NodeAddress
{
    // An address of the documentation range: any that only the default route leads to will do.
    private static readonly IPAddress Elsewhere = IPAddress.Parse("192.0.2.1");

    /// <summary>The source address of the default route; without one, the first address that is not loopback; at last, loopback.</summary>
    public static IPAddress Find() => SourceTowards(Elsewhere) ?? NetworkInterface.GetAllNetworkInterfaces()
        .Where(n => n.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .SelectMany(n => n.GetIPProperties().UnicastAddresses)
        .Select(a => a.Address)
        .FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(a)) ?? IPAddress.Loopback;

    /// <summary>The address from which this machine reaches that server: the one under which the server reaches it back.</summary>
    public static async Task<IPAddress> FindTowardsAsync(Uri server, CancellationToken cancellation)
    {
        var addresses = await System.Net.Dns.GetHostAddressesAsync(server.Host, AddressFamily.InterNetwork, cancellation);
        return addresses.Select(SourceTowards).FirstOrDefault(a => a is not null) ?? Find();
    }

    private static IPAddress? SourceTowards(IPAddress target)
    {
        try
        {
            // Connecting a datagram socket sends nothing: it only asks the kernel for a route.
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            probe.Connect(target, 9);
            return probe.LocalEndPoint is IPEndPoint { Address: var address } && !IPAddress.IsLoopback(address) ? address : null;
        }
        catch (SocketException)
        {
            // No route there: a laptop in a train, or a network namespace of a test.
            return null;
        }
    }
}

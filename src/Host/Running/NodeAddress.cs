using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Timonier.Host.Running;

/// <summary>The address under which others reach this machine.</summary>
internal static class NodeAddress
{
    /// <summary>The source address of the default route; without one, the first address of a link that is up; at last, loopback.</summary>
    public static IPAddress Find()
    {
        try
        {
            // Connecting a datagram socket sends nothing: it only asks the kernel for a route.
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            probe.Connect(IPAddress.Parse("192.0.2.1"), 9);
            if (probe.LocalEndPoint is IPEndPoint { Address: var address } && !IPAddress.IsLoopback(address)) return address;
        }
        catch (SocketException)
        {
            // No default route: a laptop in a train, or a network namespace of a test.
        }
        return NetworkInterface.GetAllNetworkInterfaces()
            .Where(n => n.OperationalStatus == OperationalStatus.Up && n.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(n => n.GetIPProperties().UnicastAddresses)
            .Select(a => a.Address)
            .FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork) ?? IPAddress.Loopback;
    }
}

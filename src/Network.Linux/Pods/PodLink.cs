using System.Net;
using Timonier.Network.Linux.Kernel;

namespace Timonier.Network.Linux.Pods;

/// <summary>
/// The link of one pod: a veth pair whose pod end is a /32 behind the gateway 169.254.1.1. Both ends know each
/// other's hardware address in advance, so no ARP is spoken and no answer depends on a kernel setting.
/// </summary>
internal static class PodLink
{
    public const int RouteProtocol = 84;
    private const ushort NewLink = 16, DeleteLink = 17, NewAddress = 20, NewRoute = 24, NewNeighbour = 28;
    private const byte Up = 1;
    private static readonly IPAddress Gateway = new([169, 254, 1, 1]);
    private static readonly byte[] HostHardware = [0xee, 0x54, 0x4d, 0, 0, 1];

    public static async Task AttachAsync(NetlinkSocket host, string podNamespace, string podLink, PodAttachment pod, IPAddress nodeAddress, int mtu)
    {
        Detach(host, pod);
        var hardware = HardwareOf(pod.Address);
        using var inside = await NetlinkSocket.OpenAsync(new NetworkNamespace(podNamespace));

        // 1. The pair, with the far end made directly in the pod's namespace.
        var fd = LibC.Open(podNamespace, LibC.OpenReadOnly | LibC.OpenCloseOnExec);
        if (fd < 0) throw NetworkNamespace.LastError($"open {podNamespace}");
        try
        {
            host.Require(Pair(pod.Link, podLink, hardware, fd, mtu), $"make the link {pod.Link}");
        }
        finally
        {
            _ = LibC.Close(fd);
        }

        // 2. Inside: loopback, address, gateway, default route.
        var eth0 = inside.IndexOf(podLink);
        inside.Require(SetUp(1), "bring loopback up");
        inside.Require(new NetlinkMessage(NewAddress, NetlinkMessage.Create, AddressHeader(32, eth0)).Add(2, pod.Address).Add(1, pod.Address), "set the pod's address");
        inside.Require(SetUp(eth0), $"bring {podLink} up");
        inside.Require(Neighbour(eth0, Gateway, HostHardware), "set the gateway's neighbour");
        inside.Require(new NetlinkMessage(NewRoute, NetlinkMessage.Create, RouteHeader(32, scope: 253)).Add(1, Gateway).Add(4, eth0), "set the route to the gateway");
        inside.Require(new NetlinkMessage(NewRoute, NetlinkMessage.Create, RouteHeader(0, scope: 0)).Add(5, Gateway).Add(4, eth0), "set the default route");

        // 3. Outside: neighbour and route to the pod.
        var veth = host.IndexOf(pod.Link);
        host.Require(Neighbour(veth, pod.Address, hardware), "set the pod's neighbour");
        var route = () => new NetlinkMessage(NewRoute, NetlinkMessage.Create | NetlinkMessage.Replace, RouteHeader(32, scope: 253)).Add(1, pod.Address).Add(4, veth);
        // A node address that is not configured here cannot be a source; the kernel then chooses one.
        if (host.Send(route().Add(7, nodeAddress)) != 0) host.Require(route(), "set the route to the pod");
    }

    /// <summary>Removes the pair; both ends and all routes over it go with it. A missing link is fine.</summary>
    public static void Detach(NetlinkSocket host, PodAttachment pod)
    {
        var error = host.Send(new NetlinkMessage(DeleteLink, 0, new byte[16]).Add(3, pod.Link));
        if (error is not (0 or NetlinkSocket.NoSuchDevice)) throw new IOException($"Could not remove the link {pod.Link}: error {error}");
    }

    public static string HardwareTextOf(IPAddress address) => string.Join(':', HardwareOf(address).Select(b => b.ToString("x2")));

    private static NetlinkMessage Pair(string hostName, string podName, byte[] podHardware, int podNamespace, int mtu) =>
        new NetlinkMessage(NewLink, NetlinkMessage.Create | NetlinkMessage.Exclusive, LinkHeader(0, Up))
            .Add(3, hostName).Add(4, mtu).Add(1, HostHardware)
            .Nest(18, info => info.Add(1, "veth").Nest(2, data => data.Nest(1, peer => peer
                .Add(3, podName).Add(4, mtu).Add(1, podHardware).Add(28, podNamespace), fixedPart: 16)));

    private static NetlinkMessage SetUp(int index) => new(NewLink, 0, LinkHeader(index, Up));

    private static NetlinkMessage Neighbour(int link, IPAddress address, byte[] hardware)
    {
        var header = new byte[12];
        header[0] = 2;
        BitConverter.TryWriteBytes(header.AsSpan(4), link);
        header[8] = 0x80;
        return new NetlinkMessage(NewNeighbour, NetlinkMessage.Create | NetlinkMessage.Replace, header).Add(1, address).Add(2, hardware);
    }

    private static byte[] LinkHeader(int index, byte flags)
    {
        var header = new byte[16];
        BitConverter.TryWriteBytes(header.AsSpan(4), index);
        header[8] = flags;
        header[12] = flags;
        return header;
    }

    private static byte[] AddressHeader(byte prefix, int link)
    {
        var header = new byte[8];
        header[0] = 2;
        header[1] = prefix;
        BitConverter.TryWriteBytes(header.AsSpan(4), link);
        return header;
    }

    /// <summary>A unicast route of ours in the main table; scope 253 is the link itself, 0 everywhere.</summary>
    private static byte[] RouteHeader(byte prefix, byte scope) => [2, prefix, 0, 0, 254, RouteProtocol, scope, 1, 0, 0, 0, 0];

    /// <summary>Locally administered, from the address: the same pod address always has the same one.</summary>
    private static byte[] HardwareOf(IPAddress address) => [0x0a, 0x54, .. address.GetAddressBytes()];
}

namespace Timonier.Network.Linux.Rules;

/// <summary>The names of our one table's parts.</summary>
internal static class Names
{
    public const string Table = "timonier";
    public const string ServicePorts = "service-ports";
    public const string ServiceAddresses = "service-addresses";
    public const string NodePorts = "node-ports";
    public const string HostPorts = "host-ports";
    public const string HostPortsAt = "host-ports-at";
    public const string Refused = "refused";
    public const string RefusedNodePorts = "refused-node-ports";
    public const string Loops = "loops";

    /// <summary>A chain of this name, with a number behind it, is in each of our transactions: so events tell ours from others'.</summary>
    public const string Seal = "seal-";

    /// <summary>One bit of the packet mark, apart from those that kube-proxy (0x4000, 0x8000) and Cilium use.</summary>
    public const string Mark = "0x100000";
    public const string MarkRule = "meta mark set meta mark or " + Mark;
}

namespace Timonier.Scheduling.Nodes;

/// <summary>A port of the node itself that a container takes.</summary>
public readonly record struct HostPort(string Ip, string Protocol, int Port)
{
    private const string AnyAddress = "0.0.0.0";

    /// <summary>Whether both cannot be taken on one node; the address 0.0.0.0 takes all of them.</summary>
    public bool CollidesWith(HostPort other) =>
        Port == other.Port && Protocol == other.Protocol && (Ip == other.Ip || Ip == AnyAddress || other.Ip == AnyAddress);
}

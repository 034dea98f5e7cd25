using System.Collections.Immutable;
using Timonier.Documents;

namespace Timonier.Api.Services;

/// <summary>The addresses and node ports that a Service holds.</summary>
internal sealed record ServiceClaim(ImmutableArray<string> Addresses, ImmutableArray<int> Ports)
{
    /// <summary>Whether both hold some address or port.</summary>
    public bool Meets(ServiceClaim other) => Addresses.Any(other.Addresses.Contains) || Ports.Any(other.Ports.Contains);

    public static ServiceClaim Of(Document service)
    {
        var addresses = new HashSet<string>(StringComparer.Ordinal) { service.Spec["clusterIP"u8].AsString() };
        foreach (var address in service.Spec["clusterIPs"u8].Items) addresses.Add(address.AsString());
        var ports = new HashSet<int> { service.Spec["healthCheckNodePort"u8].AsInt32() };
        foreach (var port in service.Spec["ports"u8].Items) ports.Add(port["nodePort"u8].AsInt32());
        return new ServiceClaim([.. addresses.Where(a => a is not ("" or "None"))], [.. ports.Where(p => p != 0)]);
    }
}

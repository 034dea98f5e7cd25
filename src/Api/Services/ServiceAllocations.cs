using System.Globalization;
using System.Net;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Services;

/// <summary>
/// Which cluster addresses and node ports are taken. Rebuilt from the Services at start; changed only by the
/// write path of this process, under one lock, so that no two Services ever get the same. Where other servers
/// write to the same store, <see cref="ServiceReservations"/> stand before it.
/// </summary>
internal sealed class ServiceAllocations(ApiConfig config, IIdSource ids)
{
    private readonly Lock gate = new();
    private readonly HashSet<string> addresses = new(StringComparer.Ordinal);
    private readonly HashSet<int> ports = [];

    public void Hold(ServiceClaim claim)
    {
        lock (gate)
        {
            addresses.UnionWith(claim.Addresses);
            ports.UnionWith(claim.Ports);
        }
    }

    /// <summary>Forgets all, and holds what these have.</summary>
    public void Reset(IEnumerable<ServiceClaim> claims)
    {
        lock (gate)
        {
            addresses.Clear();
            ports.Clear();
            foreach (var claim in claims) Hold(claim);
        }
    }

    public void Release(ServiceClaim? claim)
    {
        if (claim is null) return;
        lock (gate)
        {
            addresses.ExceptWith(claim.Addresses);
            ports.ExceptWith(claim.Ports);
        }
    }

    /// <summary>Gives back what the former version held and the new one does not.</summary>
    public void ReleaseUnused(Document old, Document now)
    {
        var (before, after) = (ServiceClaim.Of(old), ServiceClaim.Of(now));
        Release(new ServiceClaim([.. before.Addresses.Except(after.Addresses)], [.. before.Ports.Except(after.Ports)]));
    }

    /// <summary>Fills in the Service's addresses and ports; answers only what was newly taken for it.</summary>
    /// <param name="service">The Service.</param>
    /// <param name="old">As it was; null when it is new.</param>
    /// <param name="ranges">Where its address may come from, first choice first.</param>
    public (ServiceClaim? Taken, Status? Failure) Allocate(DraftObject service, Document? old, IReadOnlyList<IPNetwork> ranges)
    {
        var spec = service.Object("spec");
        var type = spec.String("type");
        var held = old is null ? new ServiceClaim([], []) : ServiceClaim.Of(old);
        var name = service.Object("metadata").String("name");
        List<string> newAddresses = [];
        List<int> newPorts = [];
        lock (gate)
        {
            var failure = type == "ExternalName" ? Bare(spec) : Address(spec, old, held, ranges, newAddresses) ?? Ports(spec, type, old, held, newPorts);
            if (failure is not null)
            {
                addresses.ExceptWith(newAddresses);
                ports.ExceptWith(newPorts);
                return (null, Status.Invalid("", "Service", name, [failure]));
            }
        }
        return (new ServiceClaim([.. newAddresses], [.. newPorts]), null);
    }

    private static StatusCause? Bare(DraftObject spec)
    {
        foreach (var field in (string[])["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"]) spec.Remove(field);
        return null;
    }

    private StatusCause? Address(DraftObject spec, Document? old, ServiceClaim held, IReadOnlyList<IPNetwork> ranges, List<string> taken)
    {
        if (spec.String("clusterIP").Length == 0 && spec["clusterIPs"] is DraftArray { Count: > 0 } given) spec["clusterIP"] = given[0];
        if (spec.String("clusterIP").Length == 0 && old?.Spec["clusterIP"u8].AsString() is { Length: > 0 } kept) spec["clusterIP"] = kept;
        var wanted = spec.String("clusterIP");
        if (wanted.Length == 0)
        {
            if (FreeAddress(ranges) is not { } free) return FieldErrors.Invalid("spec.clusterIPs", "", "failed to allocate IP: range is full");
            spec["clusterIP"] = wanted = free;
            taken.Add(free);
        }
        else if (wanted != "None" && !held.Addresses.Contains(wanted))
        {
            if (!IPAddress.TryParse(wanted, out var parsed) || !ranges.Any(r => r.Contains(parsed)))
                return FieldErrors.Invalid("spec.clusterIPs", wanted, $"failed to allocate IP {wanted}: the provided IP ({wanted}) is not in the valid range. The range of valid IPs is {string.Join(", ", ranges)}");
            if (!addresses.Add(wanted)) return FieldErrors.Invalid("spec.clusterIPs", wanted, $"failed to allocate IP {wanted}: provided IP is already allocated");
            taken.Add(wanted);
        }
        spec["clusterIPs"] = new DraftArray([wanted]);
        if (spec["ipFamilies"] is not DraftArray { Count: > 0 }) spec["ipFamilies"] = new DraftArray(["IPv4"]);
        if (spec.String("ipFamilyPolicy").Length == 0) spec["ipFamilyPolicy"] = "SingleStack";
        return null;
    }

    private StatusCause? Ports(DraftObject spec, string type, Document? old, ServiceClaim held, List<int> taken)
    {
        var open = type is "NodePort" or "LoadBalancer" && spec["allocateLoadBalancerNodePorts"]?.Kind != NodeKind.False;
        var list = spec.Array("ports");
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is not DraftObject port) continue;
            var wanted = Number(port["nodePort"]);
            if (type is not ("NodePort" or "LoadBalancer"))
            {
                if (old is not null) port.Remove("nodePort");
                continue;
            }
            if (wanted == 0 && !open) continue;
            if (wanted == 0) wanted = Former(old, port);
            if (wanted == 0)
            {
                if (FreePort() is not { } free) return FieldErrors.Invalid($"spec.ports[{i}].nodePort", 0, "failed to allocate a nodePort: range is full");
                wanted = free;
                taken.Add(free);
            }
            else if (!held.Ports.Contains(wanted) && !taken.Contains(wanted))
            {
                if (wanted < config.NodePortFirst || wanted > config.NodePortLast)
                    return FieldErrors.Invalid($"spec.ports[{i}].nodePort", wanted, $"provided port is not in the valid range. The range of valid ports is {config.NodePortFirst}-{config.NodePortLast}");
                if (!ports.Add(wanted)) return FieldErrors.Invalid($"spec.ports[{i}].nodePort", wanted, "provided port is already allocated");
                taken.Add(wanted);
            }
            port["nodePort"] = wanted;
        }
        return null;
    }

    private static int Former(Document? old, DraftObject port)
    {
        if (old is null) return 0;
        foreach (var before in old.Spec["ports"u8].Items)
            if (before["name"u8].AsString() == port.String("name") && before["port"u8].AsInt32() == Number(port["port"])) return before["nodePort"u8].AsInt32();
        return 0;
    }

    // Generated ones come from behind the first few, which upstream leaves to people who choose by hand; the first and the
    // last address of a range belong to nobody.
    private string? FreeAddress(IReadOnlyList<IPNetwork> ranges)
    {
        foreach (var range in ranges)
        {
            var (first, size) = (ToNumber(range.BaseAddress), 1UL << (32 - range.PrefixLength));
            var reserved = (uint)Math.Clamp(size / 16, 1, 256);
            if (size < reserved + 2) continue;
            var span = (uint)(size - reserved - 1);
            var start = (uint)(ids.NextDouble() * span);
            for (var i = 0u; i < span; i++)
            {
                var candidate = ToText(first + reserved + (uint)(((ulong)start + i) % span));
                if (addresses.Add(candidate)) return candidate;
            }
        }
        return null;
    }

    private int? FreePort()
    {
        var span = config.NodePortLast - config.NodePortFirst + 1;
        var start = (int)(ids.NextDouble() * span);
        for (var i = 0; i < span; i++)
        {
            var candidate = config.NodePortFirst + ((start + i) % span);
            if (ports.Add(candidate)) return candidate;
        }
        return null;
    }

    private static int Number(Draft? value) => value is DraftScalar { Kind: NodeKind.Number } scalar && int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static uint ToNumber(IPAddress address) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());

    private static string ToText(uint number)
    {
        Span<byte> bytes = stackalloc byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new IPAddress(bytes).ToString();
    }
}

using System.Net;
using System.Net.Sockets;
using Timonier.Contracts.Cluster;
using Timonier.Documents;

namespace Timonier.Dns;

/// <summary>Every name of the cluster's zone at one moment. Built by a pure function, read without locks.</summary>
public sealed class DnsZoneSnapshot
{
    private readonly Dictionary<string, List<ZoneRecord>> names = new(StringComparer.Ordinal);
    private readonly string domain;

    private DnsZoneSnapshot(string domain) => this.domain = domain;

    public int Count => names.Count;

    public static DnsZoneSnapshot Build(ObjectSnapshot services, ObjectSnapshot slices, string domain)
    {
        var zone = new DnsZoneSnapshot(domain);
        zone.Exists(domain);
        zone.Exists($"pod.{domain}");
        var slicesOf = slices.All.ToLookup(s => (s.Namespace, s.Metadata["labels"u8]["kubernetes.io/service-name"u8].AsString()));
        foreach (var service in services.All) zone.AddService(service, slicesOf[(service.Namespace, service.Name)]);
        return zone;
    }

    internal ZoneAnswer Find(string name, RecordType type)
    {
        var apex = ZoneScope.IsUnder(name, domain) ? domain : ZoneScope.Reverse;
        var soa = new ZoneRecord(apex, RecordType.Soa);
        if (type == RecordType.Soa && name == apex) return new(ResponseCode.NoError, [soa]);
        if (!names.TryGetValue(name, out var records)) return FindPod(name, type, soa);
        if (records.Find(r => r.Type == RecordType.Cname) is { } alias)
            return new(ResponseCode.NoError, [alias], Alias: type == RecordType.Cname ? "" : alias.Target);
        var found = records.Where(r => r.Type == type || type == RecordType.Any).ToList();
        return found.Count > 0 ? new(ResponseCode.NoError, found) : new(ResponseCode.NoError, [], soa);
    }

    /// <summary>Pods have no records of their own: the address is spelled in the name.</summary>
    private ZoneAnswer FindPod(string name, RecordType type, ZoneRecord soa)
    {
        var suffix = $".pod.{domain}";
        var words = name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^suffix.Length].Split('.') : [];
        if (words.Length != 2 || words[0].Count(c => c == '-') != 3 || !IPAddress.TryParse(words[0].Replace('-', '.'), out var address))
            return new(ResponseCode.NameError, [], soa);
        return type is RecordType.A or RecordType.Any
            ? new(ResponseCode.NoError, [new ZoneRecord(name, RecordType.A, address)])
            : new(ResponseCode.NoError, [], soa);
    }

    private void AddService(Document service, IEnumerable<Document> slices)
    {
        var name = $"{service.Name}.{service.Namespace}.svc.{domain}";
        Exists(name);
        if (service.Spec["type"u8].TextEquals("ExternalName"u8))
        {
            Add(new ZoneRecord(name, RecordType.Cname, Target: service.Spec["externalName"u8].AsString().TrimEnd('.').ToLowerInvariant()));
            return;
        }
        var cluster = service.Spec["clusterIP"u8].AsString();
        if (cluster.Length == 0) return;
        if (cluster == "None")
        {
            foreach (var slice in slices) AddEndpoints(name, slice, service.Spec["publishNotReadyAddresses"u8].AsBool());
            return;
        }
        if (!TryFour(cluster, out var address)) return;
        Add(new ZoneRecord(name, RecordType.A, address));
        Add(new ZoneRecord(ReverseOf(address), RecordType.Ptr, Target: name));
        foreach (var port in service.Spec["ports"u8].Items) AddPort(name, port, name);
    }

    private void AddEndpoints(string name, Document slice, bool publishNotReady)
    {
        foreach (var endpoint in slice.Root["endpoints"u8].Items)
        {
            if (!publishNotReady && endpoint["conditions"u8]["ready"u8].AsBoolOrNull() == false) continue;
            foreach (var text in endpoint["addresses"u8].Items)
            {
                if (!TryFour(text.AsString(), out var address)) continue;
                var hostname = endpoint["hostname"u8].AsString();
                var own = $"{(hostname.Length > 0 ? hostname : address.ToString().Replace('.', '-'))}.{name}";
                Add(new ZoneRecord(name, RecordType.A, address));
                Add(new ZoneRecord(own, RecordType.A, address));
                Add(new ZoneRecord(ReverseOf(address), RecordType.Ptr, Target: own));
                foreach (var port in slice.Root["ports"u8].Items) AddPort(name, port, own);
            }
        }
    }

    private void AddPort(string name, Node port, string target)
    {
        if (port["name"u8].AsString() is not { Length: > 0 } portName) return;
        var protocol = (port["protocol"u8].AsStringOrNull() ?? "TCP").ToLowerInvariant();
        Add(new ZoneRecord($"_{portName.ToLowerInvariant()}._{protocol}.{name}", RecordType.Srv, Target: target, Port: port["port"u8].AsInt32()));
    }

    private void Add(ZoneRecord record)
    {
        Exists(record.Name);
        if (!names[record.Name].Contains(record)) names[record.Name].Add(record);
    }

    /// <summary>A name exists, and with it every name above it: asked for, those answer "no data", not "no such name".</summary>
    private void Exists(string name)
    {
        while (names.TryAdd(name, []) && name.Contains('.', StringComparison.Ordinal) && name != domain && name != ZoneScope.Reverse) name = name[(name.IndexOf('.') + 1)..];
    }

    private static string ReverseOf(IPAddress address) => $"{string.Join('.', address.ToString().Split('.').Reverse())}.{ZoneScope.Reverse}";

    private static bool TryFour(string text, out IPAddress address) =>
        IPAddress.TryParse(text, out address!) && address.AddressFamily == AddressFamily.InterNetwork;
}

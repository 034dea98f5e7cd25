using System.Globalization;

namespace Timonier.Node.Containers;

/// <summary>The environment variables that tell a container of the services around it.</summary>
internal static class ServiceVariables
{
    /// <param name="services">All services of the cluster.</param>
    /// <param name="namespace">The pod's.</param>
    /// <param name="links">enableServiceLinks; without it only the kubernetes service is told.</param>
    public static Dictionary<string, string> Of(IEnumerable<Document> services, string @namespace, bool links)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var service in services.OrderBy(s => s.Name, StringComparer.Ordinal))
        {
            var master = service.Namespace == "default" && service.Name == "kubernetes";
            if (!master && !(links && service.Namespace == @namespace)) continue;
            var address = service.Spec["clusterIP"u8].AsString();
            if (address is "" or "None") continue;
            Add(result, service, address);
        }
        return result;
    }

    private static void Add(Dictionary<string, string> result, Document service, string address)
    {
        var prefix = Upper(service.Name);
        var host = address.Contains(':') ? $"[{address}]" : address;
        var first = true;
        foreach (var port in service.Spec["ports"u8].Items)
        {
            var number = port["port"u8].AsInt32().ToString(CultureInfo.InvariantCulture);
            var protocol = port["protocol"u8].AsStringOrNull() ?? "TCP";
            var url = $"{protocol.ToLowerInvariant()}://{host}:{number}";
            if (first)
            {
                result[$"{prefix}_SERVICE_HOST"] = address;
                result[$"{prefix}_SERVICE_PORT"] = number;
                result[$"{prefix}_PORT"] = url;
                first = false;
            }
            if (port["name"u8].AsStringOrNull() is { Length: > 0 } name) result[$"{prefix}_SERVICE_PORT_{Upper(name)}"] = number;
            var link = $"{prefix}_PORT_{number}_{protocol.ToUpperInvariant()}";
            result[link] = url;
            result[$"{link}_PROTO"] = protocol.ToLowerInvariant();
            result[$"{link}_PORT"] = number;
            result[$"{link}_ADDR"] = address;
        }
    }

    private static string Upper(string name) => name.Replace('-', '_').ToUpperInvariant();
}

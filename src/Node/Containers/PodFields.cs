using System.Globalization;
using System.Text;
using Timonier.Node.Pods;

namespace Timonier.Node.Containers;

/// <summary>What fieldRef and resourceFieldRef answer, in environments and in downward API files.</summary>
internal static class PodFields
{
    public static string Field(PodDefinition pod, string path, NodeConfig node, IReadOnlyList<string> ips)
    {
        var metadata = pod.Document.Metadata;
        if (Subscript(path, "metadata.labels") is { } label) return metadata["labels"u8][label].AsString();
        if (Subscript(path, "metadata.annotations") is { } annotation) return metadata["annotations"u8][annotation].AsString();
        return path switch
        {
            "metadata.name" => pod.Name,
            "metadata.namespace" => pod.Namespace,
            "metadata.uid" => pod.Uid,
            "metadata.labels" => Map(metadata["labels"u8]),
            "metadata.annotations" => Map(metadata["annotations"u8]),
            "spec.nodeName" => node.Name,
            "spec.serviceAccountName" => pod.Spec["serviceAccountName"u8].AsString(),
            "status.hostIP" or "status.hostIPs" => node.Address,
            "status.podIP" => ips.Count > 0 ? ips[0] : "",
            "status.podIPs" => string.Join(',', ips),
            _ => throw new ConfigurationException($"unsupported fieldPath: {path}"),
        };
    }

    /// <summary>A container's request or limit in units of the divisor, rounded up; an absent limit is what the node offers.</summary>
    public static string Resource(PodDefinition pod, string containerName, Place reference, NodeCapacity capacity)
    {
        var container = pod.Find(containerName) ?? throw new ConfigurationException($"container {containerName} not found");
        var resource = reference["resource"u8].AsString();
        var dot = resource.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0) throw new ConfigurationException($"Unsupported container resource : {resource}");
        var (kind, name) = (resource[..dot], resource[(dot + 1)..]);
        var value = Amounts.Of(container.Spec["resources"u8][kind][name]);
        if (value.IsZero && kind == "limits") value = name switch { "cpu" => Quantity.Of(capacity.CpuCores), "memory" => Quantity.Of(capacity.MemoryBytes), _ => value };
        var divisor = Amounts.Of(reference["divisor"u8]) is { IsZero: false } said ? said : Quantity.Of(1);
        var (amount, unit) = name == "cpu" ? (value.MilliValue, divisor.MilliValue) : (value.Value, divisor.Value);
        return Math.Ceiling((decimal)amount / unit).ToString("0", CultureInfo.InvariantCulture);
    }

    private static string? Subscript(string path, string of) =>
        path.StartsWith(of + "['", StringComparison.Ordinal) && path.EndsWith("']", StringComparison.Ordinal) ? path[(of.Length + 2)..^2] : null;

    private static string Map(Place map)
    {
        var lines = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in map.Members) lines[member.Name] = member.Value.AsString();
        var text = new StringBuilder();
        foreach (var (name, value) in lines)
            text.Append(name).Append('=').Append('"').Append(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append("\"\n");
        return text.Length > 0 ? text.ToString(0, text.Length - 1) : "";
    }
}

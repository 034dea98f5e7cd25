using System.Text;
using Timonier.Documents;
using Timonier.Network.Linux.Pods;

namespace Timonier.Network.Linux.Cni;

/// <summary>What the runtime asked of the plugin: its CNI_ variables and its configuration.</summary>
internal sealed record CniRequest(string Command, string ContainerId, string NamespacePath, string InterfaceName, Document Config)
{
    public string Version => Config.Root["cniVersion"u8].AsString() is { Length: > 0 } version ? version : "1.0.0";

    public IReadOnlyList<PortMapping> Ports => PortMapping.ReadAll(Config.Root["runtimeConfig"u8]["portMappings"u8]);

    /// <summary>Null when the bytes are not a request.</summary>
    public static CniRequest? TryParse(ReadOnlySpan<byte> bytes)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        while (true)
        {
            var end = bytes.IndexOf((byte)0);
            if (end < 0) return null;
            var entry = bytes[..end];
            bytes = bytes[(end + 1)..];
            if (entry.IsEmpty) break;
            var equals = entry.IndexOf((byte)'=');
            if (equals > 0) variables[Encoding.UTF8.GetString(entry[..equals])] = Encoding.UTF8.GetString(entry[(equals + 1)..]);
        }
        try
        {
            var config = Document.Parse(bytes.IsEmpty ? "{}"u8.ToArray() : bytes.ToArray());
            return new CniRequest(Value("CNI_COMMAND"), Value("CNI_CONTAINERID"), Value("CNI_NETNS"), Value("CNI_IFNAME") is { Length: > 0 } name ? name : "eth0", config);
        }
        catch (DocumentSyntaxException)
        {
            return null;
        }

        string Value(string name) => variables.GetValueOrDefault(name, "");
    }
}

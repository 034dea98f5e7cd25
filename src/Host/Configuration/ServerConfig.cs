using System.Net;
using Microsoft.Extensions.Logging;
using Timonier.Api.Admission;
using Timonier.Api.Admission.Configuration;
using Timonier.Scheduling.Configuration;
using Timonier.Sealing;

namespace Timonier.Host.Configuration;

/// <summary>The settings, checked and in their own types.</summary>
public sealed record ServerConfig
{
    public required string DataDir { get; init; }
    public required string RunDir { get; init; }
    public required string LogDir { get; init; }
    public required IPAddress BindAddress { get; init; }
    public required int SecurePort { get; init; }
    public required IPAddress? AdvertiseAddress { get; init; }
    public required IReadOnlyList<string> TlsSan { get; init; }
    public required string KubeconfigPath { get; init; }
    public required bool NoAgent { get; init; }
    public required string NodeName { get; init; }
    public required IReadOnlyDictionary<string, string> NodeLabels { get; init; }
    public required int KubeletPort { get; init; }
    public required int MaxPods { get; init; }
    public required IPNetwork ClusterCidr { get; init; }
    public required IPNetwork ServiceCidr { get; init; }
    public required string ClusterDomain { get; init; }
    public required int NodePortFirst { get; init; }
    public required int NodePortLast { get; init; }
    public required AdmissionPlugins Admission { get; init; }
    public required AdmissionConfig AdmissionConfig { get; init; }
    public required SchedulerConfig Scheduler { get; init; }
    public required string RuntimeEndpoint { get; init; }
    public required string Server { get; init; }
    public required string Token { get; init; }
    public required string FrontProxyAuthorityFile { get; init; }
    public required IReadOnlyList<string> FrontProxyNames { get; init; }
    public required IdentityConfig Identity { get; init; }
    public required RequestsConfig Requests { get; init; }
    public required SimulationConfig Simulation { get; init; }
    public required int HistoryRevisions { get; init; }
    public required long HistoryBytes { get; init; }
    public required TimeSpan HistoryAge { get; init; }
    public required AuditSettings Audit { get; init; }
    public required string EncryptionConfigFile { get; init; }
    public required LogLevel LogLevel { get; init; }
    public required DatastoreConfig Datastore { get; init; }

    public string PkiDirectory => Path.Combine(DataDir, "pki");
    public string StoreDirectory => Path.Combine(DataDir, "store");
    public SealingConfig Sealing => new() { KeyDirectory = Path.Combine(DataDir, "encryption"), ProviderConfigFile = EncryptionConfigFile, KeysAreShared = Datastore.IsShared };
    public IPAddress ApiServiceAddress => ServiceAddress(1);
    public IPAddress DnsAddress => ServiceAddress(10);

    /// <exception cref="ConfigException">A value cannot be.</exception>
    public static ServerConfig From(SettingValues values, string hostName)
    {
        var dataDir = Path.GetFullPath(values.Text(Settings.DataDir));
        var kubeconfig = values.Text(Settings.WriteKubeconfig);
        var ports = PortRange(values);
        var nodeName = values.Text(Settings.NodeName);
        var plugins = Plugins(values);
        var simulation = SimulationConfig.From(values);
        return new ServerConfig
        {
            DataDir = dataDir,
            Datastore = DatastoreConfig.From(values),
            RunDir = Path.GetFullPath(values.Text(Settings.RunDir)),
            LogDir = Path.GetFullPath(values.Text(Settings.LogDir)),
            BindAddress = Address(values, Settings.BindAddress) ?? IPAddress.Any,
            SecurePort = values.Number(Settings.SecurePort, 0, 65535),
            AdvertiseAddress = Address(values, Settings.AdvertiseAddress),
            TlsSan = values.List(Settings.TlsSan),
            KubeconfigPath = kubeconfig.Length > 0 ? Path.GetFullPath(kubeconfig) : Path.Combine(dataDir, "admin.kubeconfig"),
            NoAgent = values.Switch(Settings.NoAgent),
            NodeName = nodeName.Length > 0 ? nodeName : hostName.ToLowerInvariant(),
            NodeLabels = Labels(values),
            KubeletPort = values.Number(Settings.KubeletPort, 1, 65535),
            MaxPods = values.Number(Settings.MaxPods, 1, 10_000),
            ClusterCidr = (values.IsSet(Settings.ClusterCidr) ? null : simulation.ClusterCidr) ?? Network(values, Settings.ClusterCidr, widest: 8, narrowest: 24),
            ServiceCidr = Network(values, Settings.ServiceCidr, widest: 12, narrowest: 27),
            ClusterDomain = values.Text(Settings.ClusterDomain),
            NodePortFirst = ports.First,
            NodePortLast = ports.Last,
            Admission = plugins,
            AdmissionConfig = AdmissionFile.Read(values, plugins),
            Scheduler = SchedulerFile.Read(values),
            RuntimeEndpoint = values.Text(Settings.RuntimeEndpoint),
            Server = values.Text(Settings.Server),
            Token = values.Text(Settings.Token),
            FrontProxyAuthorityFile = values.Text(Settings.RequestHeaderAuthority),
            FrontProxyNames = values.List(Settings.RequestHeaderNames),
            Identity = IdentityConfig.From(values),
            Requests = RequestsConfig.From(values),
            Simulation = simulation,
            HistoryRevisions = values.Number(Settings.HistoryRevisions, 100, 100_000_000),
            HistoryBytes = values.Number(Settings.HistoryMegabytes, 1, 1_000_000) * (1L << 20),
            HistoryAge = TimeSpan.FromMinutes(values.Number(Settings.HistoryMinutes, 1, 1_000_000)),
            Audit = AuditSettings.From(values),
            EncryptionConfigFile = values.Text(Settings.EncryptionConfig) is { Length: > 0 } encryption ? Path.GetFullPath(encryption) : "",
            LogLevel = Enum.TryParse<LogLevel>(values.Text(Settings.LogLevel), ignoreCase: true, out var level)
                ? level
                : throw values.Wrong(Settings.LogLevel, $"'{values.Text(Settings.LogLevel)}' is not a level"),
        };
    }

    private IPAddress ServiceAddress(byte last)
    {
        var bytes = ServiceCidr.BaseAddress.GetAddressBytes();
        bytes[^1] += last;
        return new IPAddress(bytes);
    }

    private static IPAddress? Address(SettingValues values, Setting setting)
    {
        var text = values.Text(setting);
        if (text.Length == 0) return null;
        return IPAddress.TryParse(text, out var address) ? address : throw values.Wrong(setting, $"'{text}' is not an IP address");
    }

    private static IPNetwork Network(SettingValues values, Setting setting, int widest, int narrowest)
    {
        var text = values.Text(setting);
        if (!IPNetwork.TryParse(text, out var network) || network.BaseAddress.GetAddressBytes().Length != 4)
            throw values.Wrong(setting, $"'{text}' is not an IPv4 range such as {setting.Default}");
        return network.PrefixLength >= widest && network.PrefixLength <= narrowest
            ? network
            : throw values.Wrong(setting, $"the prefix must be from /{widest} to /{narrowest}");
    }

    private static AdmissionPlugins Plugins(SettingValues values)
    {
        var plugins = new AdmissionPlugins { Enabled = values.List(Settings.EnableAdmission), Disabled = values.List(Settings.DisableAdmission) };
        return plugins.Mistake() is { } mistake ? throw new ConfigException(mistake) : plugins;
    }

    private static (int First, int Last) PortRange(SettingValues values)
    {
        var parts = values.Text(Settings.NodePortRange).Split('-');
        return parts.Length == 2 && int.TryParse(parts[0], out var first) && int.TryParse(parts[1], out var last) && first > 0 && first <= last && last <= 65535
            ? (first, last)
            : throw values.Wrong(Settings.NodePortRange, "a range such as 30000-32767 is expected");
    }

    private static Dictionary<string, string> Labels(SettingValues values)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in values.List(Settings.NodeLabels))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) throw values.Wrong(Settings.NodeLabels, $"'{pair}' is not of the form KEY=VALUE");
            labels[pair[..equals]] = pair[(equals + 1)..];
        }
        return labels;
    }
}

using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Scheduling.Extenders;

namespace Timonier.Scheduling.Configuration;

/// <summary>Reads upstream's KubeSchedulerConfiguration (kubescheduler.config.k8s.io/v1).</summary>
public static partial class SchedulerConfigReader
{
    private const string Version = "kubescheduler.config.k8s.io/v1";
    private const string KindName = "KubeSchedulerConfiguration";

    /// <exception cref="FormatException">What is wrong, and where.</exception>
    public static SchedulerConfig Read(ReadOnlyMemory<byte> yaml)
    {
        var body = Yaml.ParseObject(yaml);
        var (version, kind) = (body.String("apiVersion"), body.String("kind"));
        if (version.Length == 0) throw new FormatException("couldn't get version/kind; json parse error: Object 'apiVersion' is missing");
        if (kind.Length == 0) throw new FormatException("Object 'Kind' is missing");
        if (version != Version || kind != KindName)
            throw new FormatException($"no kind \"{kind}\" is registered for version \"{version}\" in scheme: {Version} {KindName} is expected");
        return Read(body);
    }

    /// <exception cref="FormatException">What is wrong, and where.</exception>
    public static SchedulerConfig Read(DraftObject body)
    {
        var root = body.ToDocument().Root;
        var findings = new ConfigFindings();
        findings.Expect(root, "", "apiVersion", "kind", "parallelism", "leaderElection", "clientConnection", "enableProfiling", "enableContentionProfiling",
            "percentageOfNodesToScore", "podInitialBackoffSeconds", "podMaxBackoffSeconds", "profiles", "extenders", "delayCacheUntilActive");
        findings.Number(root, "", "parallelism", 16, 1, int.MaxValue, "should be an integer value greater than zero");
        var first = findings.Number(root, "", "podInitialBackoffSeconds", 1, 1, int.MaxValue, "must be greater than 0");
        var last = findings.Number(root, "", "podMaxBackoffSeconds", 10, first, int.MaxValue, "must be greater than or equal to PodInitialBackoffSeconds");
        var config = new SchedulerConfig
        {
            PercentageOfNodesToScore = (int)findings.Number(root, "", "percentageOfNodesToScore", 0, 0, 100, "not in valid range [0-100]"),
            PodInitialBackoff = TimeSpan.FromSeconds(first),
            PodMaxBackoff = TimeSpan.FromSeconds(last),
            Profiles = root["profiles"u8].Count == 0 ? [new ProfileConfig()] : ProfilesOf(root["profiles"u8], findings),
            Extenders = ExtendersOf(root["extenders"u8], findings),
        };
        findings.Throw();
        foreach (var profile in config.Profiles) ProfileBuilder.Build(profile, config);
        return config;
    }

    private static List<ExtenderConfig> ExtendersOf(Node list, ConfigFindings findings)
    {
        var extenders = new List<ExtenderConfig>();
        var managed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in list.Items)
        {
            var path = $"extenders[{extenders.Count}]";
            findings.Expect(item, path, "urlPrefix", "filterVerb", "prioritizeVerb", "preemptVerb", "bindVerb", "weight", "enableHTTPS", "tlsConfig", "httpTimeout", "nodeCacheCapable", "managedResources", "ignorable");
            var prefix = item["urlPrefix"u8].AsString();
            if (!Uri.TryCreate(prefix.TrimEnd('/') + "/", UriKind.Absolute, out var url)) findings.Add(FieldErrors.Invalid($"{path}.urlPrefix", prefix, "must be an absolute URL"));
            var prioritizes = item["prioritizeVerb"u8].AsString();
            var weight = item["weight"u8].AsInt64();
            if (prioritizes.Length > 0 && weight <= 0) findings.Add(FieldErrors.Invalid($"{path}.weight", weight, "must have a positive weight applied to it"));
            var timeout = TimeSpan.FromSeconds(5);
            if (item["httpTimeout"u8].AsStringOrNull() is { } text && !GoDuration.TryParse(text, out timeout)) findings.Add(FieldErrors.Invalid($"{path}.httpTimeout", text, "not a duration such as 100ms"));
            var (names, ignored) = ManagedBy(item, path, managed, findings);
            extenders.Add(new ExtenderConfig(url ?? new Uri("http://invalid"))
            {
                FilterVerb = item["filterVerb"u8].AsString(),
                PrioritizeVerb = prioritizes,
                PreemptVerb = item["preemptVerb"u8].AsString(),
                BindVerb = item["bindVerb"u8].AsString(),
                Tls = ExtenderTlsReader.Read(item, path, findings),
                Weight = weight,
                Timeout = timeout,
                NodeCacheCapable = item["nodeCacheCapable"u8].AsBool(),
                ManagedResources = names,
                IgnoredByScheduler = ignored,
                Ignorable = item["ignorable"u8].AsBool(),
            });
        }
        var binders = extenders.Count(e => e.BindVerb.Length > 0);
        if (binders > 1) findings.Add(FieldErrors.Invalid("extenders", $"found {binders} extenders implementing bind", "only one extender can implement bind"));
        return extenders;
    }

    private static (List<string> Names, List<string> Ignored) ManagedBy(Node extender, string path, HashSet<string> managed, ConfigFindings findings)
    {
        var (names, ignored) = (new List<string>(), new List<string>());
        foreach (var resource in extender["managedResources"u8].Items)
        {
            var name = resource["name"u8].AsString();
            if (!name.Contains('/', StringComparison.Ordinal)) findings.Add(FieldErrors.Invalid($"{path}.managedResources[{names.Count}].name", name, "resource name must be an extended resource name, as example.com/device"));
            else if (!managed.Add(name)) findings.Add(FieldErrors.Invalid($"{path}.managedResources[{names.Count}].name", name, "duplicate extender managed resource name"));
            names.Add(name);
            if (resource["ignoredByScheduler"u8].AsBool()) ignored.Add(name);
        }
        return (names, ignored);
    }
}

using Timonier.Api.Admission.Events;
using Timonier.Api.Admission.PodSecurity;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission.Configuration;

/// <summary>Reads upstream's <c>AdmissionConfiguration</c> (apiserver.config.k8s.io/v1) and what it says, or refers to, for each step.</summary>
public static class AdmissionConfigReader
{
    /// <param name="open">Reads a file that the configuration names; paths are as they stand there.</param>
    /// <exception cref="FormatException">What is wrong, and where.</exception>
    /// <exception cref="DocumentSyntaxException">It is no YAML.</exception>
    public static AdmissionConfig Read(ReadOnlyMemory<byte> yaml, Func<string, byte[]> open)
    {
        var root = RootOf(yaml, "AdmissionConfiguration", "apiserver.config.k8s.io/v1", "apiserver.config.k8s.io/v1alpha1");
        var config = new AdmissionConfig();
        foreach (var plugin in root["plugins"u8].Items)
        {
            var (name, path) = (plugin["name"u8].AsString(), plugin["path"u8].AsString());
            var own = path.Length > 0 ? open(path) : plugin["configuration"u8] is { IsObject: true } inside ? inside.Raw : default;
            if (own.IsEmpty) continue;
            config = name switch
            {
                "EventRateLimit" => config with { EventLimits = LimitsOf(own) },
                "PodSecurity" => config with { PodSecurity = PodSecurityOf(own) },
                _ => throw new FormatException($"plugins: Invalid value: {GoText.Quote(name)}: this step has no configuration here; EventRateLimit and PodSecurity have"),
            };
        }
        return config;
    }

    private static List<EventLimit> LimitsOf(ReadOnlyMemory<byte> yaml)
    {
        var root = RootOf(yaml, "Configuration", "eventratelimit.admission.k8s.io/v1alpha1");
        var limits = new List<EventLimit>();
        foreach (var limit in root["limits"u8].Items)
        {
            var place = $"limits[{limits.Count}]";
            var said = limit["type"u8].AsString();
            if (!Enum.TryParse<EventLimitType>(said, out var type) || type.ToString() != said)
                throw new FormatException($"{place}.type: Unsupported value: {GoText.Quote(said)}: supported values: \"Namespace\", \"Server\", \"SourceAndObject\", \"User\"");
            var remembered = Number(limit["cacheSize"u8], place + ".cacheSize", least: 0);
            limits.Add(new EventLimit(type, Number(limit["qps"u8], place + ".qps", least: 1), Number(limit["burst"u8], place + ".burst", least: 1),
                remembered == 0 ? EventLimit.UsuallyRemembered : remembered));
        }
        return limits.Count > 0 ? limits : throw new FormatException("limits: Invalid value: [] : must not be empty");
    }

    private static int Number(Node value, string place, int least)
    {
        var number = value.AsInt64();
        if (number < least || number > int.MaxValue) throw new FormatException($"{place}: Invalid value: {number}: {(least > 0 ? "must be positive" : "must not be negative")}");
        return (int)number;
    }

    private static PodSecurityConfig PodSecurityOf(ReadOnlyMemory<byte> yaml)
    {
        var root = RootOf(yaml, "PodSecurityConfiguration", "pod-security.admission.config.k8s.io/v1", "pod-security.admission.config.k8s.io/v1beta1", "pod-security.admission.config.k8s.io/v1alpha1");
        var (defaults, exempt) = (root["defaults"u8], root["exemptions"u8]);
        return new PodSecurityConfig
        {
            Enforce = StandardOf(defaults, "enforce"),
            Audit = StandardOf(defaults, "audit"),
            Warn = StandardOf(defaults, "warn"),
            ExemptNamespaces = Texts(exempt["namespaces"u8]),
            ExemptUsers = Texts(exempt["usernames"u8]),
            ExemptRuntimeClasses = Texts(exempt["runtimeClasses"u8]),
        };
    }

    private static PodStandard StandardOf(Node defaults, string mode)
    {
        var (level, version) = (defaults[mode].AsString(), defaults[mode + "-version"].AsString());
        return new PodStandard(
            level.Length == 0 ? PodLevel.Privileged : PodStandard.ParseLevel(level) ?? throw new FormatException($"defaults.{mode}: Invalid value: {GoText.Quote(level)}: must be one of privileged, baseline, restricted"),
            version.Length == 0 ? PodStandard.Latest : PodStandard.ParseMinor(version) ?? throw new FormatException($"defaults.{mode}-version: Invalid value: {GoText.Quote(version)}: must be \"latest\" or \"v1.x\""));
    }

    private static List<string> Texts(Node list)
    {
        var texts = new List<string>();
        foreach (var item in list.Items) texts.Add(item.AsString());
        return texts;
    }

    private static Node RootOf(ReadOnlyMemory<byte> yaml, string kind, params ReadOnlySpan<string> versions)
    {
        var root = Yaml.ParseObject(yaml).ToDocument().Root;
        if (root["kind"u8].AsString() == kind && versions.Contains(root["apiVersion"u8].AsString())) return root;
        throw new FormatException($"a {kind} of {versions[0]} is expected, not {GoText.Quote(root["kind"u8].AsString())} of {GoText.Quote(root["apiVersion"u8].AsString())}");
    }
}

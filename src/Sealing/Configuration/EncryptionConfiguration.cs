using System.Collections.Immutable;
using Timonier.Documents;

namespace Timonier.Sealing.Configuration;

/// <summary>Upstream's <c>EncryptionConfiguration</c> (apiserver.config.k8s.io/v1) as rules; what is wrong with it names its place.</summary>
internal static class EncryptionConfiguration
{
    /// <exception cref="IOException">The file cannot be read, or is no such configuration.</exception>
    public static ImmutableArray<SealRule> Load(string path, TimeProvider time)
    {
        try
        {
            return Read(Yaml.ParseObject(File.ReadAllBytes(path)), time);
        }
        catch (Exception e) when (e is DocumentSyntaxException or FormatException)
        {
            throw new IOException($"error while parsing encryption provider configuration file {path}: {e.Message}", e);
        }
    }

    private static ImmutableArray<SealRule> Read(DraftObject file, TimeProvider time)
    {
        if (file.String("kind") != "EncryptionConfiguration" || file.String("apiVersion") != "apiserver.config.k8s.io/v1")
            throw new FormatException("kind EncryptionConfiguration of apiVersion apiserver.config.k8s.io/v1 is expected");
        var providers = new ProviderReader(time);
        var rules = file.Array("resources").Select((entry, i) => RuleOf(Configured.Object(entry, $"resources[{i}]"), $"resources[{i}]", providers)).ToImmutableArray();
        return rules.IsEmpty ? throw new FormatException("resources: Required value: at least one resource is required") : rules;
    }

    private static SealRule RuleOf(DraftObject entry, string place, ProviderReader reader)
    {
        var resources = entry.Array("resources").Select(r => r.AsString()).ToImmutableArray();
        if (resources.IsEmpty) throw new FormatException($"{place}.resources: Required value: resources must not be empty");
        for (var i = 0; i < resources.Length; i++)
            if (ResourceNames.Mistake(resources[i]) is { } mistake) throw new FormatException($"{place}.resources[{i}]: Invalid value: \"{resources[i]}\": {mistake}");
        if (ResourceNames.Overlap(resources) is { } overlap) throw new FormatException($"{place}.resources: Invalid value: {overlap}");

        var providers = entry.Array("providers").Select((p, i) => reader.Read(Configured.Object(p, $"{place}.providers[{i}]"), $"{place}.providers[{i}]")).ToImmutableArray();
        return providers.IsEmpty
            ? throw new FormatException($"{place}.providers: Required value: at least one provider is required")
            : new SealRule(new ResourceSelection(resources), providers);
    }
}

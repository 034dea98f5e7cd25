using System.Collections.Immutable;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Sealing.Kms;
using Timonier.Sealing.Providers;

namespace Timonier.Sealing.Configuration;

/// <summary>One element of a list of providers. A plugin that several resources name is one plugin.</summary>
internal sealed class ProviderReader(TimeProvider time)
{
    private const string NoAesKey = "no matching key was found for the provided AES transformer";
    private const string NoBoxKey = "no matching key was found for the provided Secretbox transformer";
    private static readonly int[] AesKeyBytes = [16, 24, 32], BoxKeyBytes = [SecretboxSeal.KeyBytes];
    private static readonly string[] Known = ["aesgcm", "aescbc", "secretbox", "identity", "kms"];
    private readonly Dictionary<string, KmsPlugin> plugins = new(StringComparer.Ordinal);

    public SealProvider Read(DraftObject element, string place)
    {
        var named = element.Where(m => Known.Contains(m.Key)).ToList();
        if (named.Count != element.Count || named.Count == 0)
            throw new FormatException($"{place}: Required value: provider does not contain any of the expected providers: KMS, AESGCM, AESCBC, Secretbox, Identity");
        if (named.Count > 1) throw new FormatException($"{place}: Invalid value: more than one provider specified in a single element, should split into different list elements");
        var (kind, value) = named[0];
        var body = Configured.Object(value, $"{place}.{kind}");
        return kind switch
        {
            "identity" => SealProvider.Identity,
            "aesgcm" => new SealProvider(AesGcmSeal.Family, NoAesKey, Keys(body, $"{place}.aesgcm", AesKeyBytes, (name, key) => new AesGcmSeal(name, key))),
            "aescbc" => new SealProvider(AesCbcSeal.Family, NoAesKey, Keys(body, $"{place}.aescbc", AesKeyBytes, (name, key) => new AesCbcSeal(name, key))),
            "secretbox" => new SealProvider(SecretboxSeal.Family, NoBoxKey, Keys(body, $"{place}.secretbox", BoxKeyBytes, (name, key) => new SecretboxSeal(name, key))),
            _ => Plugin(body, $"{place}.kms"),
        };
    }

    private static ImmutableArray<IValueSeal> Keys(DraftObject body, string place, int[] lengths, Func<string, byte[], IValueSeal> seal)
    {
        var keys = body.Array("keys");
        if (keys.Count == 0) throw new FormatException($"{place}.keys: Required value: at least one key is required");
        return [.. keys.Select((key, i) => KeyOf(Configured.Object(key, $"{place}.keys[{i}]"), $"{place}.keys[{i}]", lengths, seal))];
    }

    private static IValueSeal KeyOf(DraftObject key, string place, int[] lengths, Func<string, byte[], IValueSeal> seal)
    {
        var name = key.String("name");
        if (name.Length == 0 || name.Contains(':', StringComparison.Ordinal) || !name.All(char.IsAscii)) throw new FormatException($"{place}.name: Required value: a name of ASCII characters without a colon must be provided");
        var secret = new byte[64];
        // Nothing of the secret is repeated: what is wrong is said without it.
        if (!Convert.TryFromBase64String(key.String("secret"), secret, out var length) || length == 0) throw new FormatException($"{place}.secret: Invalid value: \"REDACTED\": secrets must be base64 encoded");
        return lengths.Contains(length)
            ? seal(name, secret[..length])
            : throw new FormatException($"{place}.secret: Invalid value: \"REDACTED\": secret is not of the expected length, got {length}, expected one of [{string.Join(' ', lengths)}]");
    }

    private SealProvider Plugin(DraftObject body, string place)
    {
        if (body.String("apiVersion") != "v2") throw new FormatException($"{place}.apiVersion: Invalid value: \"{body.String("apiVersion")}\": unsupported apiVersion for KMS provider, only v2 is supported");
        var (name, endpoint) = (body.String("name"), body.String("endpoint"));
        if (name.Length == 0 || name.Contains(':', StringComparison.Ordinal) || !name.All(char.IsAscii)) throw new FormatException($"{place}.name: Invalid value: \"{name}\": a name of ASCII characters without a colon must be provided");
        if (!KmsEndpoint.IsOne(endpoint)) throw new FormatException($"{place}.endpoint: Invalid value: \"{endpoint}\": unsupported scheme for KMS provider, should be unix");
        if (body.Has("cachesize")) throw new FormatException($"{place}.cachesize: Invalid value: cachesize is not supported in v2");
        var timeout = TimeSpan.FromSeconds(3);
        if (body.String("timeout") is { Length: > 0 } said && (!GoDuration.TryParse(said, out timeout) || timeout <= TimeSpan.Zero))
            throw new FormatException($"{place}.timeout: Invalid value: \"{said}\": timeout should be a positive value");
        if (plugins.TryGetValue(name, out var plugin))
        {
            if (plugin.Endpoint != endpoint) throw new FormatException($"{place}.name: Invalid value: \"{name}\": duplicate KMS provider name, names must be unique");
        }
        else
        {
            plugins[name] = plugin = new KmsPlugin(name, endpoint, KmsEndpoint.Open(name, endpoint), timeout, time);
        }
        var seal = new KmsSeal(plugin);
        return new SealProvider(seal.Prefix, "", [seal]);
    }
}

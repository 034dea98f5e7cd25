using System.Text;
using System.Text.Json;
using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of ConfigMaps and Secrets.</summary>
internal static class KeyRules
{
    private const int MaxData = 1024 * 1024;
    private const string Sealed = "field is immutable when `immutable` is set";

    public static void ConfigMap(Place map)
    {
        foreach (var (key, value) in map["data"].Entries)
        {
            value.InvalidEach(key, Names.ConfigKey(key));
            if (map["binaryData"].Node[key].Exists) value.Invalid(key, "duplicate of key present in binaryData");
        }
        foreach (var (key, value) in map["binaryData"].Entries) value.InvalidEach(key, Names.ConfigKey(key));
        var size = map["data"].Entries.Sum(e => (long)Encoding.UTF8.GetByteCount(e.Value.Text)) + map["binaryData"].Entries.Sum(e => Base64Size(e.Value.Text));
        if (size > MaxData) map.Add(FieldErrors.TooLong("", MaxData));
        Unchanged(map, "data", "binaryData");
    }

    public static void Secret(Place secret)
    {
        var data = secret["data"];
        foreach (var (key, value) in data.Entries) value.InvalidEach(key, Names.ConfigKey(key));
        if (data.Entries.Sum(e => Base64Size(e.Value.Text)) > MaxData) data.Add(FieldErrors.TooLong("data", MaxData));
        switch (secret["type"].Text)
        {
            case "kubernetes.io/service-account-token":
                if (secret["metadata"]["annotations"]["kubernetes.io/service-account.name"].Text.Length == 0)
                    data.Add(FieldErrors.Required("metadata.annotations[kubernetes.io/service-account.name]"));
                break;
            case "kubernetes.io/dockercfg":
                JsonKey(data, ".dockercfg");
                break;
            case "kubernetes.io/dockerconfigjson":
                JsonKey(data, ".dockerconfigjson");
                break;
            case "kubernetes.io/basic-auth":
                if (!data.Node["username"].Exists && !data.Node["password"].Exists) Needs(data, "username", "password");
                break;
            case "kubernetes.io/ssh-auth":
                if (data.Node["ssh-privatekey"].AsString().Length == 0) Needs(data, "ssh-privatekey");
                break;
            case "kubernetes.io/tls":
                foreach (var key in (string[])["tls.crt", "tls.key"])
                    if (!data.Node[key].Exists) Needs(data, key);
                break;
        }
        secret["type"].Immutable();
        Unchanged(secret, "data");
    }

    private static void Needs(Place data, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys) data.Add(FieldErrors.Required($"{data.Path}[{key}]"));
    }

    private static void JsonKey(Place data, string key)
    {
        if (!data.Node[key].Exists)
        {
            Needs(data, key);
            return;
        }
        try
        {
            var bytes = Convert.FromBase64String(data.Node[key].AsString());
            var reader = new Utf8JsonReader(bytes);
            reader.Read();
            reader.Skip();
            // A second value behind the first makes this throw.
            reader.Read();
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            // What is secret is never told back.
            var why = data.Node[key].AsString().Length == 0 ? "unexpected end of JSON input" : "invalid character in JSON text";
            data.Add(FieldErrors.Invalid($"{data.Path}[{key}]", FieldErrors.HiddenSecret, why));
        }
    }

    private static void Unchanged(Place place, params ReadOnlySpan<string> fields)
    {
        if (!place["immutable"].Old.AsBool()) return;
        if (!place["immutable"].Node.AsBool()) place["immutable"].Forbidden(Sealed);
        foreach (var field in fields)
            if (place[field].Changed) place[field].Forbidden(Sealed);
    }
}

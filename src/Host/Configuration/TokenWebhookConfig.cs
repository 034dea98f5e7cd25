using System.Text;
using Timonier.Api.Webhooks;
using Timonier.Documents;

namespace Timonier.Host.Configuration;

/// <summary>Who reviews tokens that nobody here knows, as a kubeconfig file names it.</summary>
/// <param name="Target">Where it is and by what it knows us.</param>
/// <param name="CacheTtl">How long an answer counts.</param>
public sealed record TokenWebhookConfig(WebhookTarget Target, TimeSpan CacheTtl)
{
    /// <summary>Null when none is set.</summary>
    /// <exception cref="ConfigException">The file cannot be read or says too little.</exception>
    public static TokenWebhookConfig? Read(SettingValues values)
    {
        var path = values.Text(Settings.TokenWebhookConfigFile);
        if (path.Length == 0) return null;
        var ttl = values.Duration(Settings.TokenWebhookCacheTtl);
        try
        {
            return new TokenWebhookConfig(TargetOf(Yaml.ParseObject(File.ReadAllBytes(path)).ToDocument().Root, Path.GetDirectoryName(Path.GetFullPath(path))!), ttl);
        }
        catch (Exception e) when (e is DocumentSyntaxException or IOException or UnauthorizedAccessException or FormatException)
        {
            throw values.Wrong(Settings.TokenWebhookConfigFile, $"file {path}: {e.Message}");
        }
    }

    private static WebhookTarget TargetOf(Documents.Node file, string folder)
    {
        var context = Entry(file["contexts"u8], file["current-context"u8].AsString(), "context");
        var cluster = Entry(file["clusters"u8], context["cluster"u8].AsString(), "cluster");
        var user = context["user"u8].AsString() is { Length: > 0 } named ? Entry(file["users"u8], named, "user") : default;
        var server = cluster["server"u8].AsString();
        if (!Uri.TryCreate(server, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps) throw new FormatException($"the server '{server}' is not an https URL");
        if (cluster["insecure-skip-tls-verify"u8].AsBool()) throw new FormatException("insecure-skip-tls-verify is not supported; name the certificate authority");
        var authority = Pem(cluster, "certificate-authority", folder);
        return new WebhookTarget(server, "", "", 0, "", Convert.ToBase64String(Encoding.UTF8.GetBytes(authority)))
        {
            Credentials = new WebhookCredentials(Pem(user, "client-certificate", folder), Pem(user, "client-key", folder), Token(user, folder)),
        };
    }

    private static Documents.Node Entry(Documents.Node list, string name, string member)
    {
        foreach (var entry in list.Items)
            if (name.Length > 0 && entry["name"u8].AsString() == name) return entry[member];
        throw new FormatException($"it has no {member} named '{name}'");
    }

    private static string Pem(Documents.Node entry, string member, string folder)
    {
        if (entry[member + "-data"].AsString() is { Length: > 0 } data) return Encoding.UTF8.GetString(Convert.FromBase64String(data));
        return entry[member].AsString() is { Length: > 0 } file ? File.ReadAllText(Path.Combine(folder, file)) : "";
    }

    private static string Token(Documents.Node user, string folder) =>
        user["tokenFile"u8].AsString() is { Length: > 0 } file ? File.ReadAllText(Path.Combine(folder, file)).Trim() : user["token"u8].AsString();
}

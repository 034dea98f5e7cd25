using System.Security.Cryptography.X509Certificates;
using System.Text;
using Timonier.Documents;
using Timonier.Pki;

namespace Timonier.Host.Kubeconfigs;

/// <summary>What a kubeconfig says of its current context: where the cluster is, whom to believe, who asks.</summary>
public sealed record ClusterAccess
{
    public required Uri Server { get; init; }

    /// <summary>Who must have signed the server's certificate; the machine's own authorities when null.</summary>
    public X509Certificate2? Authority { get; init; }
    public bool IsUnchecked { get; init; }
    public X509Certificate2? Certificate { get; init; }
    public string Token { get; init; } = "";
    public string Namespace { get; init; } = "default";

    /// <exception cref="IOException">It cannot be read, or lacks what its context names.</exception>
    public static ClusterAccess Read(string path)
    {
        var config = Kubeconfig.Read(path).ToDocument().Root;
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var context = Named(config["contexts"u8], config["current-context"u8].AsString(), path)["context"u8];
        var cluster = Named(config["clusters"u8], context["cluster"u8].AsString(), path)["cluster"u8];
        var user = Named(config["users"u8], context["user"u8].AsString(), path)["user"u8];
        var authority = Pem(cluster, "certificate-authority", folder);
        var certificate = Pem(user, "client-certificate", folder);
        return new ClusterAccess
        {
            Server = new Uri(cluster["server"u8].AsString()),
            Authority = authority is null ? null : X509Certificate2.CreateFromPem(authority),
            IsUnchecked = cluster["insecure-skip-tls-verify"u8].AsBool(),
            Certificate = certificate is null ? null : X509Certificate2.CreateFromPem(certificate, Pem(user, "client-key", folder)),
            Token = user["token"u8].AsStringOrNull() ?? (user["tokenFile"u8].AsStringOrNull() is { } file ? File.ReadAllText(Path.Combine(folder, file)).Trim() : ""),
            Namespace = context["namespace"u8].AsStringOrNull() ?? "default",
        };
    }

    private static Documents.Node Named(Documents.Node list, string name, string path)
    {
        foreach (var entry in list.Items)
            if (entry["name"u8].AsString() == name) return entry;
        throw new IOException($"{path} has no entry '{name}' that its current context names");
    }

    private static string? Pem(Documents.Node holder, string name, string folder)
    {
        if (holder[name + "-data"].AsStringOrNull() is { } inline) return Encoding.UTF8.GetString(Convert.FromBase64String(inline));
        return holder[name].AsStringOrNull() is { } file ? File.ReadAllText(Path.Combine(folder, file)) : null;
    }
}

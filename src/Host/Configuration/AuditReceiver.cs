using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Timonier.Documents;

namespace Timonier.Host.Configuration;

/// <summary>Who audit events are posted to, as the current context of a kubeconfig says.</summary>
internal sealed class AuditReceiver
{
    // Upstream's patience with one attempt.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Uri address;
    private readonly X509Certificate2? authority;
    private readonly X509Certificate2? client;
    private readonly string token;

    private AuditReceiver(Uri address, X509Certificate2? authority, X509Certificate2? client, string token) =>
        (this.address, this.authority, this.client, this.token) = (address, authority, client, token);

    public static AuditReceiver Read(string file, Func<string, ConfigException> wrong)
    {
        try
        {
            var config = Yaml.ParseObject(File.ReadAllBytes(file));
            var context = Named(config, "contexts", config.String("current-context"), "context");
            var cluster = Named(config, "clusters", context.String("cluster"), "cluster");
            var user = Named(config, "users", context.String("user"), "user");
            if (!Uri.TryCreate(cluster.String("server"), UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
                throw wrong($"{file}: its current context names no cluster with the URL of a server");
            var (certificate, key) = (Pem(user, "client-certificate"), Pem(user, "client-key"));
            return new AuditReceiver(
                address,
                Pem(cluster, "certificate-authority") is { Length: > 0 } authority ? X509Certificate2.CreateFromPem(authority) : null,
                certificate.Length > 0 && key.Length > 0 ? X509Certificate2.CreateFromPem(certificate, key) : null,
                user.String("token"));
        }
        catch (Exception e) when (e is DocumentSyntaxException or IOException or UnauthorizedAccessException or CryptographicException or FormatException)
        {
            throw wrong($"{file}: {e.Message}");
        }
    }

    public HttpClient Connect()
    {
        var handler = new SocketsHttpHandler();
        if (client is not null) handler.SslOptions.ClientCertificates = [client];
        if (authority is not null)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(authority);
        }
        var http = new HttpClient(handler) { BaseAddress = address, Timeout = Patience };
        if (token.Length > 0) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    private static DraftObject Named(DraftObject config, string list, string name, string part) =>
        config.Array(list).OfType<DraftObject>().FirstOrDefault(o => o.String("name") == name)?.Object(part) ?? [];

    // Either the path of a file or the text itself.
    private static string Pem(DraftObject holder, string field) => holder.String(field + "-data") is { Length: > 0 } data
        ? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(data))
        : holder.String(field) is { Length: > 0 } file ? File.ReadAllText(file) : "";
}

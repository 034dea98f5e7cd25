using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Scheduling.Extenders;

namespace Timonier.Scheduling.Configuration;

/// <summary>The <c>tlsConfig</c> of an extender, with what its files hold.</summary>
internal static class ExtenderTlsReader
{
    /// <param name="extender">The whole of it.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="findings">Takes what is wrong.</param>
    public static ExtenderTls Read(Node extender, string path, ConfigFindings findings)
    {
        var (item, at) = (extender["tlsConfig"u8], $"{path}.tlsConfig");
        findings.Expect(item, at, "insecure", "serverName", "certFile", "keyFile", "caFile", "certData", "keyData", "caData");
        var tls = new ExtenderTls
        {
            ServerName = item["serverName"u8].AsString(),
            Authorities = Pem(item, at, "ca", findings),
            Certificate = Pem(item, at, "cert", findings),
            Key = Pem(item, at, "key", findings),
            // As upstream has it: TLS that is asked for without an authority believes everybody.
            Insecure = item["insecure"u8].AsBool() || (extender["enableHTTPS"u8].AsBool() && !Has(item, "ca")),
        };
        if (tls is { Insecure: true, Authorities: not null }) findings.Add(FieldErrors.InvalidRaw($"{at}.insecure", "true", "specifying a root certificates file with the insecure flag is not allowed"));
        if (tls.Certificate is null != tls.Key is null) findings.Add(FieldErrors.Invalid(at, "certFile, keyFile", "certificate and key must be given together"));
        Try(at, findings, () => new X509Certificate2Collection().ImportFromPem(tls.Authorities ?? ""));
        Try(at, findings, () =>
        {
            if (tls is { Certificate: { } certificate, Key: { } key }) X509Certificate2.CreateFromPem(certificate, key).Dispose();
        });
        return tls;
    }

    private static bool Has(Node item, string what) => item[$"{what}Data"].AsString().Length > 0 || item[$"{what}File"].AsString().Length > 0;

    private static string? Pem(Node item, string path, string what, ConfigFindings findings)
    {
        if (!Has(item, what)) return null;
        try
        {
            return item[$"{what}Data"].AsString() is { Length: > 0 } data ? Encoding.UTF8.GetString(Convert.FromBase64String(data)) : File.ReadAllText(item[$"{what}File"].AsString());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            findings.Add(FieldErrors.Invalid($"{path}.{what}File", item[$"{what}File"].AsString(), e.Message));
            return null;
        }
    }

    private static void Try(string path, ConfigFindings findings, Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            findings.Add(FieldErrors.Invalid(path, "PEM", e.Message));
        }
    }
}

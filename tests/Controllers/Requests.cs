using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Timonier.Controllers.Certificates;
using Timonier.Documents;

namespace Timonier.Controllers.Tests;

/// <summary>Certificate requests as nodes and people make them, and a CA that signs them.</summary>
internal sealed class Requests : IDisposable
{
    public const string KubeletUsages = "'digital signature','client auth'";
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => key.Dispose();

    public static string Body(string signer, string subject, string usages = KubeletUsages, string more = "", string dns = "", string address = "", string status = "{}", RSA? key = null)
    {
        using var asking = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = key is null
            ? new CertificateRequest(subject, asking, HashAlgorithmName.SHA256)
            : new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        if (dns.Length > 0) names.AddDnsName(dns);
        if (address.Length > 0) names.AddIpAddress(IPAddress.Parse(address));
        if (dns.Length + address.Length > 0) request.CertificateExtensions.Add(names.Build());
        var pem = Convert.ToBase64String(Encoding.UTF8.GetBytes(request.CreateSigningRequestPem()));
        return "{'apiVersion':'certificates.k8s.io/v1','kind':'CertificateSigningRequest','metadata':{'name':'asked','uid':'u1','resourceVersion':'1','creationTimestamp':'2026-03-01T12:00:00Z'},"
            + $"'spec':{{'request':'{pem}','signerName':'{signer}','usages':[{usages}]{more}}},'status':{status}}}";
    }

    public string Sign(SigningOrder order)
    {
        var generator = X509SignatureGenerator.CreateForECDsa(key);
        using var signed = order.Request.Create(new X500DistinguishedName("CN=ca"), generator, order.NotBefore, order.NotAfter, [1]);
        return signed.ExportCertificatePem() + "\n";
    }

    public static X509Certificate2 CertificateOf(Document request) =>
        X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(request.Status["certificate"u8].AsString())));
}

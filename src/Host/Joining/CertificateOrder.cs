using System.Security.Cryptography;
using System.Text;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Certificates;
using Timonier.Documents;
using Timonier.Host.Configuration;
using Timonier.Kernel;
using Timonier.Pki;

namespace Timonier.Host.Joining;

/// <summary>
/// A certificate that a node asks of the cluster by a CertificateSigningRequest. Its key is made here and never
/// leaves the machine.
/// </summary>
internal sealed record CertificateOrder(string Signer, string Use, CertificateSubject Subject)
{
    private static readonly ResourceName Requests = new("certificates.k8s.io", "v1", "certificatesigningrequests");

    // As long as kubelets wait. Whoever approves may be away; then another request is made.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static CertificateOrder Client(string node) => new(Signers.KubeletClient, "client auth", NameOf(node));

    public static CertificateOrder Serving(string node, System.Net.IPAddress address) =>
        new(Signers.KubeletServing, "server auth", NameOf(node) with { DnsNames = [node], Addresses = [address] });

    /// <exception cref="ConfigException">The cluster does not give it.</exception>
    public async Task<IssuedCertificate> PlaceAsync(IClusterClient client, TimeProvider time, CancellationToken cancellation)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var made = await client.CreateAsync(Requests, "", Body(Subject.RequestFor(key).CreateSigningRequestPem()), cancellation: cancellation);
        if (!made.IsSuccess) throw new ConfigException($"the server refuses this node: {made.Failure.Message}");
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        return new IssuedCertificate(await SignedAsync(client, made.Value, time, either.Token), key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    private static CertificateSubject NameOf(string node) => new($"system:node:{node}", "system:nodes");

    private DraftObject Body(string request) => new()
    {
        ["metadata"] = new DraftObject { ["generateName"] = "csr-" },
        ["spec"] = new DraftObject
        {
            ["request"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(request)),
            ["signerName"] = Signer,
            ["usages"] = new DraftArray(["digital signature", Use]),
        },
    };

    private static async Task<string> SignedAsync(IClusterClient client, Document asked, TimeProvider time, CancellationToken cancellation)
    {
        while (true)
        {
            var query = new WatchQuery { FieldSelector = $"metadata.name={asked.Name}", ResourceVersion = asked.ResourceVersion };
            await foreach (var change in client.WatchAsync(Requests, "", query, cancellation))
            {
                if (change.Type is WatchEventType.Deleted) throw new ConfigException($"the certificate request {asked.Name} was deleted before it was signed");
                if (change.Type is WatchEventType.Added or WatchEventType.Modified && CertificateIn(change.Object) is { } signed) return signed;
            }
            // The watch ended: whatever happened meanwhile stands in the object.
            await Task.Delay(Pause, time, cancellation);
            var again = await client.GetAsync(Requests, "", asked.Name, cancellation: cancellation);
            if (!again.IsSuccess) continue;
            if (CertificateIn(again.Value) is { } certificate) return certificate;
            asked = again.Value;
        }
    }

    private static string? CertificateIn(Document request)
    {
        foreach (var condition in request.Status["conditions"u8].Items)
        {
            if (condition["type"u8].AsString() is "Denied" or "Failed")
                throw new ConfigException($"the certificate request {request.Name} was {condition["type"u8].AsString().ToLowerInvariant()}: {condition["message"u8].AsString()}");
        }
        var certificate = request.Status["certificate"u8].AsString();
        return certificate.Length > 0 ? Encoding.UTF8.GetString(Convert.FromBase64String(certificate)) : null;
    }
}

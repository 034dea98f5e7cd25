using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of the group <c>certificates.k8s.io</c>.</summary>
internal static class CertificateRules
{
    private const string Group = "certificates.k8s.io";
    private const string Exclusive = "Approved and Denied conditions are mutually exclusive";

    private static readonly string[] Usages =
    [
        "any", "cert sign", "client auth", "code signing", "content commitment", "crl sign", "data encipherment", "decipher only", "digital signature",
        "email protection", "encipher only", "ipsec end system", "ipsec tunnel", "ipsec user", "key agreement", "key encipherment", "microsoft sgc",
        "netscape sgc", "ocsp signing", "s/mime", "server auth", "signing", "timestamping",
    ];

    public static readonly KindRules[] Kinds =
    [
        new(Group, "CertificateSigningRequest", r => Request(r, approving: false, issuing: false))
        {
            Name = _ => [],
            Parts = new Dictionary<string, Action<Place>>(StringComparer.Ordinal)
            {
                ["approval"] = r => Request(r, approving: true, issuing: false),
                ["status"] = r => Request(r, approving: false, issuing: true),
            },
        },
    ];

    private static void Request(Place request, bool approving, bool issuing)
    {
        var (spec, conditions) = (request["spec"], request["status"]["conditions"]);
        if (WhyNotARequest(spec["request"].Text) is { } why) spec["request"].Invalid(spec["request"].Text, why);
        if (spec["usages"].Count == 0) spec["usages"].Required();
        if (!Kept(spec["usages"])) KnownUsages(spec["usages"]);
        var signer = spec["signerName"];
        if (signer.Text == "kubernetes.io/legacy-unknown") signer.Invalid("the legacy signerName is not allowed via this API version");
        else SignerName(signer);
        var life = spec["expirationSeconds"];
        if (life.Exists && life.Number < 600) life.Invalid("may not specify a duration less than 600 seconds (10 minutes)");
        Conditions(conditions);
        var certificate = request["status"]["certificate"];
        if (certificate.Text.Length > 0 && (!request.IsUpdate || certificate.Changed) && WhyNotCertificates(certificate.Text) is { } bad) certificate.Invalid("<certificate data>", bad);
        if (!request.IsUpdate) return;
        Moves(conditions, approving);
        if (!certificate.Changed) return;
        if (!issuing) certificate.Forbidden("updates may not set certificate content");
        else if (certificate.Old.AsString().Length > 0) certificate.Forbidden("updates may not modify existing certificate content");
    }

    private static void KnownUsages(Place usages)
    {
        foreach (var usage in usages.Items) usage.OneOf(Usages);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var usage in usages.Items)
            if (!seen.Add(usage.Text)) usage.Duplicate();
    }

    internal static void SignerName(Place signer)
    {
        var parts = signer.Text.Split('/');
        if (signer.Text.Length == 0) signer.Required();
        else if (parts.Length != 2) signer.Invalid("must be a fully qualified domain and path of the form 'example.com/signer-name'");
        else
        {
            signer.InvalidEach(parts[0], Names.Dns1123Subdomain(parts[0]));
            if (parts[0].Split('.').Length < 2) signer.Invalid("should be a domain with at least two segments separated by dots");
            signer.InvalidEach(parts[1], Names.Dns1123Subdomain(parts[1]));
        }
    }

    private static void Conditions(Place conditions)
    {
        var types = new HashSet<string>(StringComparer.Ordinal);
        foreach (var condition in conditions.Items)
        {
            var (type, status) = (condition["type"], condition["status"]);
            if (type.Text.Length == 0) type.Required();
            if (type.Text is "Approved" or "Denied" or "Failed") status.Choice("True");
            else status.Choice("False", "True", "Unknown");
            if (type.Text == "Approved" && types.Contains("Denied") || type.Text == "Denied" && types.Contains("Approved")) type.Invalid(Exclusive);
            if (!types.Add(type.Text)) type.Duplicate();
        }
    }

    /// <summary>A decision stays, and only who approves makes one.</summary>
    private static void Moves(Place conditions, bool approving)
    {
        foreach (var type in (string[])["Approved", "Denied", "Failed"])
        {
            var (was, now) = (Of(conditions.Old, type), Of(conditions.Node, type));
            if (was.Count > now.Count) conditions.Forbidden($"updates may not remove a condition of type {GoText.Quote(type)}");
            else if (approving || type == "Failed") continue;
            else if (now.Count > was.Count) conditions.Forbidden($"updates may not add a condition of type {GoText.Quote(type)}");
            else if (was.Zip(now).Any(p => !Sameness.Loosely(p.First, p.Second))) conditions.Forbidden($"updates may not modify a condition of type {GoText.Quote(type)}");
        }
    }

    private static List<Documents.Node> Of(Documents.Node conditions, string type)
    {
        var found = new List<Documents.Node>();
        foreach (var condition in conditions.Items)
            if (condition["type"u8].AsString() == type) found.Add(condition);
        return found;
    }

    private static string? WhyNotARequest(string base64)
    {
        try
        {
            var pem = Encoding.UTF8.GetString(Convert.FromBase64String(base64));
            if (!PemEncoding.TryFind(pem, out var fields) || pem[fields.Label] != "CERTIFICATE REQUEST") return "PEM block type must be CERTIFICATE REQUEST";
            CertificateRequest.LoadSigningRequestPem(pem, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
            return null;
        }
        catch (Exception e) when (e is FormatException or CryptographicException or ArgumentException)
        {
            return e is FormatException ? "PEM block type must be CERTIFICATE REQUEST" : "asn1: structure error: the request cannot be read or its signature is wrong";
        }
    }

    private static string? WhyNotCertificates(string base64)
    {
        try
        {
            var pem = Encoding.UTF8.GetString(Convert.FromBase64String(base64)).AsSpan();
            var blocks = 0;
            while (PemEncoding.TryFind(pem, out var fields))
            {
                if (pem[fields.Label] is not "CERTIFICATE") return $"only CERTIFICATE PEM blocks are allowed, found {GoText.Quote(pem[fields.Label].ToString())}";
                using var certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(pem[fields.Base64Data].ToString()));
                blocks++;
                pem = pem[fields.Location.End..];
            }
            return blocks == 0 ? "must contain at least one CERTIFICATE PEM block" : null;
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return "x509: malformed certificate";
        }
    }
}

using Timonier.Kernel;

namespace Timonier.Kinds;

/// <summary>Volumes that are put together from several sources.</summary>
public static partial class Validation
{
    private const int ShortestCertificate = 3600;
    private const int LongestCertificate = 91 * 86400;
    private const int LongestOwnCertificate = 86400;
    private const string OwnSigners = "kubernetes.io/";

    private static readonly string[] KeyTypes = ["RSA3072", "RSA4096", "ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519"];

    internal static void Projections(Place projected)
    {
        Mode(projected["defaultMode"]);
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var source in projected["sources"].Items)
        {
            var present = source.Present("secret", "configMap", "downwardAPI", "serviceAccountToken", "clusterTrustBundle", "podCertificate");
            foreach (var part in present) Projection(part, projected, paths);
            if (present.Count > 1) source.Forbidden("may not specify more than 1 volume type");
        }
    }

    private static void Projection(Place part, Place projected, HashSet<string> paths)
    {
        var bundle = part with { Path = part.Path + "PEM" };
        switch (part.Path[(part.Path.LastIndexOf('.') + 1)..])
        {
            case "secret" or "configMap":
                part["name"].RequiredText();
                Files(part);
                // Upstream shows the name of the object here, not the path.
                foreach (var item in part["items"].Items) Once(item["path"].Text, part["name"].Text);
                break;
            case "downwardAPI":
                DownwardFiles(part);
                foreach (var item in part["items"].Items) Once(item["path"].Text, item["path"].Text);
                break;
            case "serviceAccountToken":
                TokenLife(part["expirationSeconds"]);
                // Upstream reports the path as if it stood beside the sources.
                if (!Kept(part["path"])) RelativePath(part["path"] with { Path = projected["path"].Path });
                break;
            case "clusterTrustBundle":
                TrustBundle(bundle);
                Once(part["path"].Text, part["path"].Text);
                break;
            default:
                PodCertificate(part);
                foreach (var path in part.Present("credentialBundlePath", "keyPath", "certificateChainPath")) Once(path.Text, path.Text);
                break;
        }

        void Once(string path, string shown)
        {
            if (path.Length > 0 && !paths.Add(path)) projected.Invalid(shown, "conflicting duplicate paths");
        }
    }

    /// <summary>Whether an update leaves what it found.</summary>
    internal static bool Kept(Place place) => place.IsUpdate && !place.Old.IsNullOrMissing && !place.Changed;

    private static void TrustBundle(Place bundle)
    {
        var (name, signer) = (bundle["name"], bundle["signerName"]);
        if (name.Exists && signer.Exists) bundle.Invalid("only one of name and signerName may be used");
        else if (name.Exists)
        {
            if (name.Text.Length == 0) name.Required("must be a valid object name");
            if (!name.Text.Contains(':', StringComparison.Ordinal)) name.InvalidEach(name.Text, Names.Dns1123Subdomain(name.Text).Select(w => "not a valid clustertrustbundlename: " + w));
            if (bundle["labelSelector"].Exists) bundle["labelSelector"].Invalid("labelSelector must be unset if name is specified");
        }
        else if (signer.Exists)
        {
            if (signer.Text.Length == 0) signer.Required("must be a valid signer name");
            CertificateRules.SignerName(signer);
            Selector(bundle["labelSelector"]);
        }
        else bundle.Required("either name or signerName must be specified");
        RelativePath(bundle["path"]);
    }

    private static void PodCertificate(Place certificate)
    {
        var (signer, life) = (certificate["signerName"], certificate["maxExpirationSeconds"]);
        CertificateRules.SignerName(signer);
        if (!KeyTypes.Contains(certificate["keyType"].Text)) certificate["keyType"].NotSupported(KeyTypes);
        var longest = signer.Text.StartsWith(OwnSigners, StringComparison.Ordinal) ? LongestOwnCertificate : LongestCertificate;
        if (life.Exists && life.Number < ShortestCertificate) life.Invalid($"if provided, maxExpirationSeconds must be >= {ShortestCertificate}");
        if (life.Exists && life.Number > longest) life.Invalid($"if provided, maxExpirationSeconds must be <= {longest}");
        var paths = certificate.Present("credentialBundlePath", "keyPath", "certificateChainPath").Where(p => p.Text.Length > 0).ToList();
        if (paths.Count == 0) certificate.Required("specify at least one of credentialBundlePath, keyPath, and certificateChainPath");
        foreach (var path in paths) LocalPath(path);
    }
}

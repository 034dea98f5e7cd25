using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Timonier.Documents;

namespace Timonier.Controllers.Certificates;

/// <summary>What a certificate request asks for: its signer, its uses, and the names inside the signed part.</summary>
internal sealed record Asked(string Signer, IReadOnlyList<string> Usages, string CommonName, IReadOnlyList<string> Organizations, AskedNames Names, CertificateRequest Request)
{
    private const string CommonNameType = "2.5.4.3";
    private const string OrganizationType = "2.5.4.10";

    /// <summary>Null when the signed part cannot be read, or is not signed by its own key.</summary>
    public static Asked? Of(Document request)
    {
        try
        {
            var pem = Encoding.UTF8.GetString(Convert.FromBase64String(request.Spec["request"u8].AsString()));
            var signed = CertificateRequest.LoadSigningRequestPem(pem, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
            var usages = new List<string>();
            foreach (var usage in request.Spec["usages"u8].Items) usages.Add(usage.AsString());
            return new(request.Spec["signerName"u8].AsString(), usages, Parts(signed, CommonNameType).LastOrDefault(""), Parts(signed, OrganizationType), AskedNames.Of(signed), signed);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or CryptographicException or AsnContentException)
        {
            return null;
        }
    }

    private static List<string> Parts(CertificateRequest request, string type)
    {
        var values = new List<string>();
        var reader = new AsnReader(request.SubjectName.RawData, AsnEncodingRules.DER).ReadSequence();
        while (reader.HasData)
        {
            // Several values may share one part of the name: none of them may hide from the checks.
            var part = reader.ReadSetOf(skipSortOrderValidation: true);
            while (part.HasData)
            {
                var pair = part.ReadSequence();
                var found = pair.ReadObjectIdentifier();
                if (found == type) values.Add(pair.ReadCharacterString((UniversalTagNumber)pair.PeekTag().TagValue));
            }
        }
        return values;
    }
}

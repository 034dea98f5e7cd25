using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Timonier.Controllers.Certificates;

/// <summary>The alternative names of a request, by their sort; other sorts than these are not vouched for.</summary>
internal sealed record AskedNames
{
    private const string Alternative = "2.5.29.17";
    private readonly List<string> dns = [], emails = [];
    private readonly List<Uri> uris = [];
    private readonly List<IPAddress> addresses = [];

    public int Dns => dns.Count;
    public IReadOnlyList<string> DnsNames => dns;
    public IReadOnlyList<IPAddress> IpAddresses => addresses;
    public int Emails => emails.Count;
    public int Uris => uris.Count;
    public int Addresses => addresses.Count;

    /// <summary>The names as an extension of the certificate; null when there are none.</summary>
    public X509Extension? Extension { get; private init; }

    public static AskedNames Of(CertificateRequest request)
    {
        var names = new AskedNames();
        foreach (var extension in request.CertificateExtensions)
        {
            if (extension.Oid?.Value != Alternative) continue;
            var reader = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            while (reader.HasData) names.Take(reader);
        }
        return names with { Extension = names.ToExtension() };
    }

    private X509Extension? ToExtension()
    {
        if (Dns + Emails + Uris + Addresses == 0) return null;
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in dns) builder.AddDnsName(name);
        foreach (var email in emails) builder.AddEmailAddress(email);
        foreach (var address in addresses) builder.AddIpAddress(address);
        foreach (var uri in uris) builder.AddUri(uri);
        return builder.Build();
    }

    private void Take(AsnReader reader)
    {
        // Numbers of RFC 5280's GeneralName.
        var tag = reader.PeekTag();
        switch (tag.TagValue)
        {
            case 1:
                emails.Add(reader.ReadCharacterString(UniversalTagNumber.IA5String, tag));
                break;
            case 2:
                dns.Add(reader.ReadCharacterString(UniversalTagNumber.IA5String, tag));
                break;
            case 6:
                uris.Add(new Uri(reader.ReadCharacterString(UniversalTagNumber.IA5String, tag)));
                break;
            case 7:
                addresses.Add(new IPAddress(reader.ReadOctetString(tag)));
                break;
            default:
                reader.ReadEncodedValue();
                break;
        }
    }
}

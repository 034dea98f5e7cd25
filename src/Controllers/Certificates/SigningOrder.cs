using System.Security.Cryptography.X509Certificates;

namespace Timonier.Controllers.Certificates;

/// <summary>A certificate as it is to be: whom it names, for what and how long; the signer's CA only adds its signature.</summary>
public sealed record SigningOrder(string Signer, CertificateRequest Request, DateTimeOffset NotBefore, DateTimeOffset NotAfter);

using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Timonier.Host.Running;

/// <summary>What a node shows at its own endpoint, asked at every handshake, and whom it lets in there.</summary>
internal sealed record NodeIdentity(Func<X509Certificate2> Serving, X509Certificate2 ClientAuthority, IPAddress Address);

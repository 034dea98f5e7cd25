using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Timonier.Host.Running;

/// <summary>What a node shows at its own endpoint, asked at every handshake and nothing while it has none, and whom it lets in there.</summary>
internal sealed record NodeIdentity(Func<X509Certificate2?> Serving, Func<X509Certificate2> ClientAuthority, IPAddress Address);

using System.Net.Sockets;
using Timonier.Grpc;

namespace Timonier.Sealing.Kms;

/// <summary>The way to a plugin: a unix socket, in the file system (<c>unix:///path</c>) or beside it (<c>unix:///@name</c>).</summary>
internal static class KmsEndpoint
{
    private const string Scheme = "unix://";

    public static bool IsOne(string endpoint) => endpoint.StartsWith(Scheme, StringComparison.Ordinal) && endpoint.Length > Scheme.Length;

    /// <summary>Its connections are made when they are needed and close when they are not.</summary>
    public static GrpcChannel Open(string name, string endpoint)
    {
        var path = endpoint[Scheme.Length..];
        var address = new UnixDomainSocketEndPoint(path.StartsWith("/@", StringComparison.Ordinal) ? '\0' + path[2..] : path);
        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(address, cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        return new GrpcChannel(handler, "http://localhost", $"the KMS plugin {name}");
    }
}

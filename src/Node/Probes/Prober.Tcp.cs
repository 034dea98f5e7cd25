using System.Net;
using System.Net.Sockets;

namespace Timonier.Node.Probes;

public sealed partial class Prober
{
    private async Task<ProbeOutcome> TcpAsync(ProbeAction.Tcp action, ProbeTarget target, TimeSpan timeout, CancellationToken cancellation)
    {
        if (!target.TryPort(action.Port, out var port, out var problem)) return ProbeOutcome.Unknown(problem);
        var host = action.Host.Length > 0 ? action.Host : target.PodIp;
        using var late = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(host, port, either.Token);
            return ProbeOutcome.Success("");
        }
        catch (SocketException refused)
        {
            return ProbeOutcome.Failure(DialError(host, port, refused.SocketErrorCode));
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return ProbeOutcome.Failure($"dial tcp {Authority(host, port)}: i/o timeout");
        }
    }

    private static string DialError(string host, int port, SocketError error) => error switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => $"dial tcp: lookup {host}: no such host",
        _ => $"dial tcp {Authority(host, port)}: connect: {Words(error)}",
    };

    private static string Words(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.HostUnreachable => "no route to host",
        SocketError.NetworkUnreachable => "network is unreachable",
        SocketError.ConnectionReset => "connection reset by peer",
        SocketError.TimedOut => "connection timed out",
        SocketError.AddressNotAvailable => "cannot assign requested address",
        SocketError.AccessDenied => "permission denied",
        _ => new SocketException((int)error).Message,
    };

    private static string Authority(string host, int port) =>
        IPAddress.TryParse(host, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{host}]:{port}" : $"{host}:{port}";
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using Timonier.Network.Linux.Kernel;

namespace Timonier.Network.Linux.Tests;

/// <summary>A pod: answers each connection with its name. Sockets are made inside and used from here.</summary>
internal sealed record PodFixture(string Name, IPAddress Address, NetworkNamespace Place)
{
    public async Task<Socket> ListenAsync(int port)
    {
        var listener = await Place.InsideAsync(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        listener.Bind(new IPEndPoint(IPAddress.Any, port));
        listener.Listen(64);
        _ = AnswerAsync(listener);
        return listener;
    }

    public Task<string> AskAsync(IPAddress address, int port) => AskFromAsync(Place, address, port);

    /// <summary>The answer and the client address that the server saw, or the socket error's name.</summary>
    public static async Task<string> AskFromAsync(NetworkNamespace place, IPAddress address, int port)
    {
        using var socket = await place.InsideAsync(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), limit.Token);
            var buffer = new byte[64];
            return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer.AsMemory(), limit.Token));
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode.ToString();
        }
        catch (OperationCanceledException)
        {
            return "silence";
        }
    }

    private async Task AnswerAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                using var connection = await listener.AcceptAsync();
                await connection.SendAsync(Encoding.ASCII.GetBytes(Name));
            }
        }
        catch (SocketException)
        {
            // The test is over.
        }
        catch (ObjectDisposedException)
        {
            // The test is over.
        }
    }
}

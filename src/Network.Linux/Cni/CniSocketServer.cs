using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Timonier.Network.Linux.Cni;

/// <summary>Answers the CNI stub on a unix socket that only root may open: one request on each connection.</summary>
internal sealed partial class CniSocketServer : IAsyncDisposable
{
    private const int LargestRequest = 128 * 1024;
    private readonly CancellationTokenSource closing = new();
    private readonly Socket listener;
    private readonly Func<CniRequest, CancellationToken, Task<CniReply>> answer;
    private readonly ILogger logger;
    private readonly List<Task> serving = [];
    private Task accepting = Task.CompletedTask;

    private CniSocketServer(Socket listener, Func<CniRequest, CancellationToken, Task<CniReply>> answer, ILogger logger)
    {
        this.listener = listener;
        this.answer = answer;
        this.logger = logger;
    }

    public static CniSocketServer Start(string path, Func<CniRequest, CancellationToken, Task<CniReply>> answer, ILogger logger)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } directory) Directory.CreateDirectory(directory);
        // What an agent that was killed left behind refuses connections; the name is ours to take.
        File.Delete(path);
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        listener.Listen(256);
        var server = new CniSocketServer(listener, answer, logger);
        server.accepting = server.AcceptAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await accepting;
        // What they use ends after them.
        await Task.WhenAll(serving);
        listener.Dispose();
        closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!closing.IsCancellationRequested)
        {
            try
            {
                serving.RemoveAll(t => t.IsCompleted);
                serving.Add(ServeAsync(await listener.AcceptAsync(closing.Token)));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException e)
            {
                LogBroken(e);
            }
        }
    }

    private async Task ServeAsync(Socket connection)
    {
        using var _ = connection;
        try
        {
            var buffer = new byte[LargestRequest];
            var size = 0;
            while (size < buffer.Length)
            {
                var got = await connection.ReceiveAsync(buffer.AsMemory(size), SocketFlags.None, closing.Token);
                if (got == 0) break;
                size += got;
            }
            var reply = CniRequest.TryParse(buffer.AsSpan(0, size)) is { } request
                ? await answer(request, closing.Token)
                : CniReply.Failure(null, 6, "the request could not be read");
            byte[] bytes = [(byte)(reply.ExitCode == 0 ? '0' : '1'), .. reply.Output.Span];
            for (var sent = 0; sent < bytes.Length;)
                sent += await connection.SendAsync(bytes.AsMemory(sent), SocketFlags.None, closing.Token);
            connection.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            LogBroken(e);
        }
        catch (Exception e)
        {
            // The edge of a request: a bug fails one pod's start, never the agent. The runtime tries again.
            LogBug(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A CNI connection broke off")]
    private partial void LogBroken(Exception cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "A CNI request failed unexpectedly")]
    private partial void LogBug(Exception cause);
}

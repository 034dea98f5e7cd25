using System.Net.Sockets;
using Timonier.Network.Linux.Kernel;
using Timonier.Network.Linux.Rules;

namespace Timonier.Network.Linux;

public sealed partial class LinuxNodeNetwork
{
    private const int NftablesGroup = 1 << 6;
    private static readonly TimeSpan RestoreRetry = TimeSpan.FromMilliseconds(500);

    /// <summary>Listens for changes of the packet filter; the returned task ends when the network is closed.</summary>
    private async Task<Task> WatchAsync(CancellationToken cancellation)
    {
        var fd = await place.OpenSocketAsync(LibC.NetlinkNetfilter);
        Join(fd);
        var socket = new Socket(new SafeSocketHandle(fd, ownsHandle: true));
        return FollowAsync(socket, cancellation);
    }

    private async Task FollowAsync(Socket socket, CancellationToken cancellation)
    {
        using var _ = socket;
        var events = new TableEvents(sealPrefix);
        var buffer = new byte[64 * 1024];
        while (!cancellation.IsCancellationRequested)
        {
            bool foreign;
            try
            {
                var got = await socket.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, cancellation);
                foreign = events.Read(buffer.AsSpan(0, got));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.NoBufferSpaceAvailable)
            {
                // The kernel dropped announcements, so one of them may have been about us.
                foreign = true;
            }
            catch (SocketException e)
            {
                LogWatchEnded(e);
                return;
            }
            if (foreign) await RestoreUntilDoneAsync(cancellation);
        }
    }

    private async Task RestoreUntilDoneAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await RestoreAsync(cancellation);
                LogRestored();
                return;
            }
            catch (IOException e)
            {
                LogRestoreFailed(e);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            try
            {
                await Task.Delay(RestoreRetry, time, cancellation);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private static unsafe void Join(int fd)
    {
        var address = stackalloc byte[12];
        new Span<byte>(address, 12).Clear();
        address[0] = LibC.FamilyNetlink;
        address[8] = NftablesGroup;
        if (LibC.Bind(fd, address, 12) != 0) throw NetworkNamespace.LastError("listen for packet-filter changes");
    }
}

using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Timonier.Network.Linux.Kernel;

/// <summary>
/// A routing socket in some namespace. The kernel works off a request inside the send call, so its answer is
/// there when we ask for it and the receive does not wait.
/// </summary>
internal sealed class NetlinkSocket(int fd) : IDisposable
{
    public const int NoSuchDevice = 19, Exists = 17, NoSuchEntry = 2, NoSuchProcess = 3, InvalidArgument = 22;
    private const ushort ErrorAnswer = 2;
    private uint sequence;
    private int descriptor = fd;

    public static async Task<NetlinkSocket> OpenAsync(NetworkNamespace place) => new(await place.OpenSocketAsync(LibC.NetlinkRoute));

    /// <summary>Sends and answers the kernel's error number; 0 is success.</summary>
    public int Send(NetlinkMessage message)
    {
        Exchange(message, out var error, null);
        return error;
    }

    public void Require(NetlinkMessage message, string what)
    {
        var error = Send(message);
        if (error != 0) throw new IOException($"Could not {what}: {new Win32Exception(error).Message}");
    }

    /// <summary>The index of a link, or 0 when there is none of that name.</summary>
    public int IndexOf(string name)
    {
        var index = 0;
        var query = new NetlinkMessage(18, 0, new byte[16]).Add(3, name);
        Exchange(query, out var error, answer => index = BinaryPrimitives.ReadInt32LittleEndian(answer[20..]));
        return error == 0 ? index : 0;
    }

    public void Dispose()
    {
        if (descriptor >= 0) _ = LibC.Close(descriptor);
        descriptor = -1;
    }

    private delegate void Answer(ReadOnlySpan<byte> message);

    private unsafe void Exchange(NetlinkMessage message, out int error, Answer? onAnswer)
    {
        var mine = ++sequence;
        var request = message.Finish(mine);
        fixed (byte* data = request)
            if (LibC.Send(descriptor, data, request.Length, 0) < 0) throw NetworkNamespace.LastError("send to the kernel");
        Span<byte> buffer = stackalloc byte[8192];
        while (true)
        {
            nint got;
            fixed (byte* into = buffer) got = LibC.Receive(descriptor, into, buffer.Length, 0);
            if (got < 0)
            {
                if (Marshal.GetLastPInvokeError() == 4) continue;
                throw NetworkNamespace.LastError("receive from the kernel");
            }
            for (var rest = (ReadOnlySpan<byte>)buffer[..(int)got]; rest.Length >= 16;)
            {
                var size = (int)BinaryPrimitives.ReadUInt32LittleEndian(rest);
                var type = BinaryPrimitives.ReadUInt16LittleEndian(rest[4..]);
                if (BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]) == mine)
                {
                    if (type == ErrorAnswer)
                    {
                        error = -BinaryPrimitives.ReadInt32LittleEndian(rest[16..]);
                        return;
                    }
                    onAnswer?.Invoke(rest[..size]);
                }
                rest = rest[Math.Min(rest.Length, (size + 3) & ~3)..];
            }
        }
    }
}

using System.Buffers.Binary;
using System.Net;

namespace Timonier.Network.Simulated;

/// <summary>Gives out the addresses of a range in turn, so that a freed one rests as long as possible.</summary>
internal sealed class PodRange
{
    private readonly uint first, last;
    private readonly Dictionary<string, uint> bySandbox = new(StringComparer.Ordinal);
    private readonly HashSet<uint> taken = [];
    private uint next;

    public PodRange(IPNetwork network)
    {
        Network = network;
        var size = 1u << (32 - network.PrefixLength);
        var start = BinaryPrimitives.ReadUInt32BigEndian(network.BaseAddress.GetAddressBytes());
        // As on a real node, the network's own address, the first and the last stay free.
        first = size > 4 ? start + 2 : start;
        last = size > 4 ? start + size - 2 : start + size - 1;
        next = first;
    }

    public IPNetwork Network { get; }

    public IPAddress? Assign(string sandboxId)
    {
        if (bySandbox.TryGetValue(sandboxId, out var own)) return AddressOf(own);
        for (var tried = 0u; tried <= last - first; tried++)
        {
            var number = next;
            next = number == last ? first : number + 1;
            if (!taken.Add(number)) continue;
            bySandbox[sandboxId] = number;
            return AddressOf(number);
        }
        return null;
    }

    public void Release(string sandboxId)
    {
        if (bySandbox.Remove(sandboxId, out var number)) taken.Remove(number);
    }

    private static IPAddress AddressOf(uint number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new IPAddress(bytes);
    }
}

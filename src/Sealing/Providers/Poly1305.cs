using System.Buffers.Binary;

namespace Timonier.Sealing.Providers;

/// <summary>
/// The one-time authenticator of RFC 8439, 2.5, over a message alone: the framework has it only inside its own AEAD.
/// Numbers are limbs of 44, 44 and 42 bits; nothing branches on or is looked up by what is secret.
/// </summary>
internal static class Poly1305
{
    public const int TagBytes = 16;
    private const ulong Mask44 = (1UL << 44) - 1, Mask42 = (1UL << 42) - 1;

    /// <param name="key">32 bytes, for this one message.</param>
    public static void Tag(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, Span<byte> tag)
    {
        // 1. The multiplier, with the bits cleared that the RFC clears.
        var (low, high) = (Half(key) & 0x0ffffffc0fffffff, Half(key[8..]) & 0x0ffffffc0ffffffc);
        var (r0, r1, r2) = (low & Mask44, ((low >> 44) | (high << 20)) & Mask44, high >> 24);
        // What leaves at the top comes back times five, and times four for the two bits that the limbs have too many.
        var (s1, s2) = (r1 * 20, r2 * 20);

        // 2. The sum of all blocks, multiplied after each, modulo 2^130 - 5.
        ulong h0 = 0, h1 = 0, h2 = 0;
        Span<byte> last = stackalloc byte[TagBytes + 1];
        for (var rest = message; rest.Length > 0;)
        {
            var length = Math.Min(rest.Length, TagBytes);
            last.Clear();
            rest[..length].CopyTo(last);
            last[length] = 1;
            rest = rest[length..];
            var (m0, m1) = (Half(last), Half(last[8..]));
            h0 += m0 & Mask44;
            h1 += ((m0 >> 44) | (m1 << 20)) & Mask44;
            h2 += (m1 >> 24) | ((ulong)last[TagBytes] << 40);

            var d0 = (UInt128)h0 * r0 + (UInt128)h1 * s2 + (UInt128)h2 * s1;
            var d1 = (UInt128)h0 * r1 + (UInt128)h1 * r0 + (UInt128)h2 * s2 + (ulong)(d0 >> 44);
            var d2 = (UInt128)h0 * r2 + (UInt128)h1 * r1 + (UInt128)h2 * r0 + (ulong)(d1 >> 44);
            h0 = ((ulong)d0 & Mask44) + (ulong)(d2 >> 42) * 5;
            h1 = ((ulong)d1 & Mask44) + (h0 >> 44);
            h0 &= Mask44;
            h2 = (ulong)d2 & Mask42;
        }

        // 3. The remainder itself: less the modulus when it is not below it.
        h2 += h1 >> 44;
        h1 &= Mask44;
        h0 += (h2 >> 42) * 5;
        h2 &= Mask42;
        h1 += h0 >> 44;
        h0 &= Mask44;
        h2 += h1 >> 44;
        h1 &= Mask44;
        var g0 = h0 + 5;
        var g1 = h1 + (g0 >> 44);
        var g2 = h2 + (g1 >> 44);
        // All ones when the addition of five went over 2^130.
        var over = 0UL - (g2 >> 42);
        h0 = (h0 & ~over) | (g0 & Mask44 & over);
        h1 = (h1 & ~over) | (g1 & Mask44 & over);
        h2 = (h2 & ~over) | (g2 & Mask42 & over);

        // 4. The second half of the key on top.
        var sum = new UInt128((h1 >> 20) | (h2 << 24), h0 | (h1 << 44)) + new UInt128(Half(key[24..]), Half(key[16..]));
        BinaryPrimitives.WriteUInt128LittleEndian(tag, sum);
    }

    private static ulong Half(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);
}

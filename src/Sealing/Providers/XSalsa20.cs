using System.Buffers.Binary;
using System.Numerics;

namespace Timonier.Sealing.Providers;

/// <summary>
/// The stream cipher of NaCl's secretbox ("Extending the Salsa20 nonce", Bernstein 2011), which the framework does not
/// have. Its first 32 bytes are the key of the authenticator; what is encrypted is laid over those behind them.
/// </summary>
internal sealed class XSalsa20
{
    private const int BlockBytes = 64, Words = 16, Rounds = 20, HeadBytes = 32;
    private const int ShortNonceBytes = 16;

    private readonly uint[] start;
    private readonly byte[] head = new byte[BlockBytes];

    /// <param name="key">32 bytes.</param>
    /// <param name="nonce">24 bytes.</param>
    public XSalsa20(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce)
    {
        // 1. A key for the first 16 bytes of the nonce: the words of the mixed block that no key word was added to.
        Span<uint> mixed = Start(key, nonce[..ShortNonceBytes]);
        Mix(mixed);
        Span<byte> derived = stackalloc byte[32];
        ReadOnlySpan<int> kept = [0, 5, 10, 15, 6, 7, 8, 9];
        for (var i = 0; i < kept.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(derived[(4 * i)..], mixed[kept[i]]);

        // 2. The stream of that key for the rest of it, counted in blocks.
        Span<byte> rest = stackalloc byte[ShortNonceBytes];
        nonce[ShortNonceBytes..].CopyTo(rest);
        start = Start(derived, rest);
        Block(0, head);
    }

    public ReadOnlySpan<byte> FirstBytes => head.AsSpan(0, HeadBytes);

    public void Apply(ReadOnlySpan<byte> input, Span<byte> output)
    {
        Span<byte> block = stackalloc byte[BlockBytes];
        head.CopyTo(block);
        var (counter, used) = (0UL, HeadBytes);
        for (var i = 0; i < input.Length; i++)
        {
            if (used == BlockBytes)
            {
                Block(++counter, block);
                used = 0;
            }
            output[i] = (byte)(input[i] ^ block[used++]);
        }
    }

    private void Block(ulong counter, Span<byte> into)
    {
        Span<uint> words = stackalloc uint[Words];
        start.CopyTo(words);
        (words[8], words[9]) = ((uint)counter, (uint)(counter >> 32));
        Span<uint> mixed = stackalloc uint[Words];
        words.CopyTo(mixed);
        Mix(mixed);
        for (var i = 0; i < Words; i++) BinaryPrimitives.WriteUInt32LittleEndian(into[(4 * i)..], mixed[i] + words[i]);
    }

    // The constant in the diagonal, the key in two halves around the nonce.
    private static uint[] Start(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce)
    {
        var words = new uint[Words];
        (words[0], words[5], words[10], words[15]) = (0x61707865, 0x3320646e, 0x79622d32, 0x6b206574);
        for (var i = 0; i < 4; i++)
        {
            words[1 + i] = Word(key, i);
            words[6 + i] = Word(nonce, i);
            words[11 + i] = Word(key, 4 + i);
        }
        return words;
    }

    private static void Mix(Span<uint> w)
    {
        for (var round = 0; round < Rounds; round += 2)
        {
            for (var i = 0; i < 4; i++) Quarter(ref w[5 * i], ref w[(5 * i + 4) % Words], ref w[(5 * i + 8) % Words], ref w[(5 * i + 12) % Words]);
            for (var i = 0; i < 4; i++) Quarter(ref w[5 * i], ref w[4 * i + (i + 1) % 4], ref w[4 * i + (i + 2) % 4], ref w[4 * i + (i + 3) % 4]);
        }
    }

    private static void Quarter(ref uint a, ref uint b, ref uint c, ref uint d)
    {
        b ^= BitOperations.RotateLeft(a + d, 7);
        c ^= BitOperations.RotateLeft(b + a, 9);
        d ^= BitOperations.RotateLeft(c + b, 13);
        a ^= BitOperations.RotateLeft(d + c, 18);
    }

    private static uint Word(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * index)..]);
}

namespace Timonier.Kernel;

/// <summary>Ids from a <see cref="Random"/>; pass a seeded one to replay a run.</summary>
public sealed class RandomIdSource(Random random) : IIdSource
{
    // Upstream leaves out vowels and look-alikes so that no suffix spells a word.
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";
    private readonly Lock gate = new();

    public string NextUid()
    {
        Span<byte> bytes = stackalloc byte[16];
        lock (gate) random.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    public string NextSuffix(int length = 5) => string.Create(length, this, static (span, self) =>
    {
        lock (self.gate)
            foreach (ref var c in span) c = Alphabet[self.NextIndex()];
    });

    public double NextDouble()
    {
        lock (gate) return random.NextDouble();
    }

    private int NextIndex() => random.Next(Alphabet.Length);
}

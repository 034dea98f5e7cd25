namespace Timonier.Kernel;

/// <summary>FNV-1a in 32 bits, and the short names made of it (the suffixes of ReplicaSets, for example).</summary>
public static class Fnv
{
    // Upstream leaves out vowels and look-alikes so that no hash spells a word.
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    public static uint Hash32(ReadOnlySpan<byte> bytes, uint start = 2166136261)
    {
        var hash = start;
        foreach (var b in bytes) hash = (hash ^ b) * 16777619;
        return hash;
    }

    /// <summary>The decimal digits of the hash, each shifted into the safe alphabet.</summary>
    public static string SafeText(uint hash) =>
        string.Concat(hash.ToString(System.Globalization.CultureInfo.InvariantCulture).Select(c => Alphabet[c % Alphabet.Length]));

    /// <summary>
    /// The hash of a pod template for names and the label pod-template-hash. The bytes must be canonical;
    /// a collision count, when present, makes another name for the same template.
    /// </summary>
    public static string TemplateHash(ReadOnlySpan<byte> canonical, int? collisionCount = null)
    {
        var hash = Hash32(canonical);
        if (collisionCount is { } count)
        {
            Span<byte> bytes = stackalloc byte[8];
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)count);
            hash = Hash32(bytes, hash);
        }
        return SafeText(hash);
    }
}

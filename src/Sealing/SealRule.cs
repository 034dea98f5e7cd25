using System.Collections.Immutable;
using System.Text;

namespace Timonier.Sealing;

/// <summary>How the values of some resources are kept: the first provider closes, all open.</summary>
internal sealed class SealRule(ResourceSelection resources, ImmutableArray<SealProvider> providers)
{
    private const string Unknown = "no matching prefix found";
    private static ReadOnlySpan<byte> Mark => "k8s:enc:"u8;

    public ResourceSelection Resources => resources;
    public ImmutableArray<SealProvider> Providers => providers;

    /// <summary>With what values are closed; null when they are left as they are.</summary>
    public IValueSeal? Writer => providers[0].Seals.FirstOrDefault();

    public bool TakesPlain { get; } = providers.Any(p => p.IsIdentity);

    public static bool IsClosed(ReadOnlySpan<byte> value) => value.StartsWith(Mark);

    public bool IsCurrent(ReadOnlySpan<byte> value) => Writer is { } writer
        ? StartsWith(value, writer.Prefix) && writer.IsCurrent(value[writer.Prefix.Length..])
        : !IsClosed(value);

    /// <summary>The seal that opens a value; null when none does.</summary>
    public IValueSeal? Find(ReadOnlySpan<byte> value)
    {
        foreach (var provider in providers)
            foreach (var seal in provider.Seals)
                if (StartsWith(value, seal.Prefix)) return seal;
        return null;
    }

    public static async ValueTask<byte[]> CloseAsync(IValueSeal seal, string place, ReadOnlyMemory<byte> frame, CancellationToken cancellation)
    {
        var body = await seal.CloseAsync(place, frame, cancellation);
        return [.. Encoding.UTF8.GetBytes(seal.Prefix), .. body];
    }

    /// <exception cref="SealException">Nothing opens it.</exception>
    public ValueTask<byte[]> OpenAsync(string place, ReadOnlyMemory<byte> value, CancellationToken cancellation) => Find(value.Span) is { } seal
        ? seal.OpenAsync(place, value[seal.Prefix.Length..], cancellation)
        : throw new SealException(Missing(value.Span));

    private string Missing(ReadOnlySpan<byte> value)
    {
        foreach (var provider in providers)
            if (!provider.IsIdentity && StartsWith(value, provider.Family)) return provider.KeyMissing;
        return Unknown;
    }

    // Prefixes are ASCII, so a character is a byte.
    private static bool StartsWith(ReadOnlySpan<byte> value, string prefix) =>
        value.Length >= prefix.Length && Ascii.Equals(value[..prefix.Length], prefix);
}

using System.Security.Cryptography;
using System.Text;

namespace Timonier.EndToEnd.Tests.Secrecy;

/// <summary>A value that stands nowhere else in the world, in every form in which it could come to light.</summary>
public sealed record PlantedSecret
{
    private PlantedSecret(string name, string value)
    {
        Name = name;
        Value = value;
        Forms = FormsOf(Encoding.UTF8.GetBytes(value)).Prepend(value).ToList();
    }

    public string Name { get; }
    public string Value { get; }
    private List<string> Forms { get; }

    public static PlantedSecret Make(string name, int length = 32) => new(name, RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", length));

    public static PlantedSecret Of(string name, string value) => new(name, value);

    public string Base64 => Convert.ToBase64String(Encoding.UTF8.GetBytes(Value));

    /// <summary>Where in the bytes it shows; null where it does not.</summary>
    public string? FindIn(ReadOnlySpan<byte> bytes)
    {
        foreach (var form in Forms)
            if (bytes.IndexOf(Encoding.UTF8.GetBytes(form)) is var at and >= 0)
                return $"{Name}: ...{Encoding.UTF8.GetString(bytes[Math.Max(0, at - 200)..Math.Min(bytes.Length, at + form.Length + 20)])}...";
        return null;
    }

    // Wherever in a longer text it begins, base64 shows the same letters but for those at its edges.
    private static IEnumerable<string> FormsOf(byte[] value)
    {
        for (var shift = 0; shift < 3; shift++)
        {
            var coded = Convert.ToBase64String([.. new byte[shift], .. value]).TrimEnd('=');
            yield return coded[(shift == 0 ? 0 : shift + 1)..^2];
        }
        yield return Convert.ToHexStringLower(value);
    }
}

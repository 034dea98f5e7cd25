using System.Text;

namespace Timonier.Tests.Fuzzing;

/// <summary>Texts that mean something to one notation or another, and inputs that were right once.</summary>
internal static class Noise
{
    private static readonly string[] Texts =
    [
        "", "a", "web-1", "true", "No", "~", "null", "0", "007", "1e5", "0x1F", "12:30", "2026-01-02", "it's", "\"q\"", "a: b", "a #b", "- x", "-", "?", "[", "{}", "*a", "&a", "!t", "%", "@", "`", "|", ">",
        " lead", "trail ", "a\tb", "a\nb", "a\n", "\n", "\n\n", " a\nb", "a \nb", "\r", "\u0001", "\u0085", "\u2028", "\uFEFF", "é", "😀", "<&>", "\\", ".", "..", "---", "...", "+.inf", ".nan", "<<", "=", "1_0", "0b1", "0o7",
        ",", "!", "==", "in", "(", ")", "/", "+", "e", "Ki", "T", "Z", ":", "9223372036854775808", "99999999999999999999999999", "\0",
    ];

    public static string Text(Random random) => random.Next(3) == 0
        ? string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => Texts[random.Next(Texts.Length)] + (random.Next(3) == 0 ? " " : "")))
        : Texts[random.Next(Texts.Length)];

    /// <summary>One of the samples, as it is or with a few mistakes.</summary>
    public static string Sample(Random random, params ReadOnlySpan<string> samples) => Broken(random, samples[random.Next(samples.Length)]);

    public static string Broken(Random random, string text)
    {
        var changed = new StringBuilder(text);
        for (var changes = random.Next(0, 5); changes > 0; changes--)
        {
            var at = random.Next(changed.Length + 1);
            var length = Math.Min(random.Next(1, 8), changed.Length - at);
            switch (random.Next(4))
            {
                case 0 when at < changed.Length: changed[at] = (char)random.Next(' ', 0x7f); break;
                case 1: changed.Remove(at, length); break;
                case 2: changed.Insert(at, changed.ToString(at, length)); break;
                default: changed.Insert(at, Texts[random.Next(Texts.Length)]); break;
            }
        }
        return changed.ToString();
    }

    public static byte[] Broken(Random random, byte[] bytes)
    {
        var changed = new List<byte>(bytes);
        for (var changes = random.Next(0, 8); changes > 0 && changed.Count > 0; changes--)
        {
            var at = random.Next(changed.Count);
            var length = Math.Min(random.Next(1, 40), changed.Count - at);
            switch (random.Next(5))
            {
                case 0: changed[at] = (byte)random.Next(256); break;
                case 1: changed[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: changed.RemoveRange(at, length); break;
                case 3: changed.InsertRange(at, changed.GetRange(random.Next(changed.Count - length + 1), length)); break;
                default: changed.InsertRange(at, Encoding.UTF8.GetBytes(Texts[random.Next(Texts.Length)])); break;
            }
        }
        return [.. changed];
    }
}

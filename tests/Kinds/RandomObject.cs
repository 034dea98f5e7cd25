using System.Text;
using Timonier.Documents;

namespace Timonier.Kinds.Tests;

/// <summary>Random objects of a kind, after its schema, and bytes that were right once.</summary>
internal static class RandomObject
{
    private const int Deepest = 6;

    private static readonly string[] Texts =
    [
        "", "a", "web-1", "true", "No", "~", "null", "0", "007", "1e5", "0x1F", "12:30", "2026-01-02", "it's", "\"q\"", "a: b", "a #b", "- x", "-", "?", "[", "{}", "*a", "&a", "!t", "%", "@", "`", "|", ">",
        " lead", "trail ", "a\tb", "a\nb", "a\n", "\n", "\n\n", " a\nb", "a \nb", "\r", "\u0001", "\u0085", "\u2028", "\uFEFF", "é", "😀", "<&>", "\\", ".", "..", "---", "...", "+.inf", ".nan", "<<", "=", "1_0", "0b1", "0o7",
    ];

    private static readonly string[] Quantities = ["0", "1", "100m", "1500m", "1Gi", "2k", "1e3", "0.5", "12Ei"];

    public static DraftObject Of(Kind kind, Random random)
    {
        var body = new DraftObject { ["kind"] = kind.Name, ["apiVersion"] = kind.ApiVersion };
        Fill(kind.Schema, body, random, 0);
        return body;
    }

    public static byte[] Mutated(Random random, byte[] bytes)
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

    private static void Fill(ObjectType type, DraftObject target, Random random, int depth)
    {
        foreach (var field in type.Fields)
            if (!target.Has(field.Name) && random.Next(100) < (depth < Deepest ? 60 - (depth * 9) : 0)) target[field.Name] = Value(field.Type, random, depth);
    }

    private static Draft Value(FieldType type, Random random, int depth)
    {
        switch (type.Shape)
        {
            case FieldShape.Object:
                var inner = new DraftObject();
                Fill(type.Object!, inner, random, depth + 1);
                return inner;
            case FieldShape.Choice:
                // An empty list would be no choice at all.
                var chosen = type.Object!.Declared[random.Next(type.Object.Declared.Length)].Type;
                return chosen.Item is { } item ? new DraftArray { Value(item, random, depth + 1) } : Value(chosen, random, depth + 1);
            case FieldShape.List:
                return new DraftArray(Enumerable.Range(0, random.Next(3)).Select(_ => Value(type.Item!, random, depth + 1)));
            case FieldShape.Map:
                var map = new DraftObject();
                for (var count = random.Next(3); count > 0; count--) map[Text(random)] = Value(type.Item!, random, depth + 1);
                return map;
            default:
                return Scalar(type.Shape, random);
        }
    }

    private static Draft Scalar(FieldShape shape, Random random) => shape switch
    {
        FieldShape.Int32 => random.Next(4) == 0 ? random.Next(int.MinValue, int.MaxValue) : random.Next(10),
        FieldShape.Int64 => random.Next(4) == 0 ? random.NextInt64(long.MinValue, long.MaxValue) : random.Next(10),
        FieldShape.Bool => random.Next(2) == 0,
        FieldShape.Double => DraftScalar.Number(Kernel.GoNumber.Json(random.NextDouble() * Math.Pow(10, random.Next(-30, 30)))),
        FieldShape.Bytes => Convert.ToBase64String(Encoding.UTF8.GetBytes(Text(random))),
        FieldShape.Quantity => Quantities[random.Next(Quantities.Length)],
        FieldShape.IntOrString => random.Next(2) == 0 ? random.Next(100) : Text(random),
        FieldShape.Time => DateTimeOffset.FromUnixTimeSeconds(random.NextInt64(-60_000_000_000, 200_000_000_000)),
        FieldShape.MicroTime => DateTimeOffset.FromUnixTimeSeconds(random.NextInt64(0, 4_000_000_000)).ToString("yyyy-MM-ddTHH:mm:ss", System.Globalization.CultureInfo.InvariantCulture) + $".{random.Next(1_000_000):D6}Z",
        FieldShape.Duration => $"{random.Next(1, 60)}s",
        FieldShape.Raw => new DraftObject { ["apiVersion"] = "v1", [Text(random)] = Text(random), ["n"] = random.Next() },
        _ => Text(random),
    };

    private static string Text(Random random) => random.Next(3) == 0
        ? string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => Texts[random.Next(Texts.Length)] + (random.Next(3) == 0 ? " " : "")))
        : Texts[random.Next(Texts.Length)];
}

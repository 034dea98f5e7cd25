using System.Text;
using Timonier.Documents;
using Timonier.Kinds;

namespace Timonier.Tests.Fuzzing;

/// <summary>Random objects of a kind, after its schema.</summary>
internal static class RandomObject
{
    private const int Deepest = 6;

    private static readonly string[] Quantities = ["0", "1", "100m", "1500m", "1Gi", "2k", "1e3", "0.5", "12Ei"];

    public static DraftObject Of(Kind kind, Random random)
    {
        var body = new DraftObject { ["kind"] = kind.Name, ["apiVersion"] = kind.ApiVersion };
        Fill(kind.Schema, body, random, 0);
        return body;
    }

    public static Kind AnyKind(Random random) => KindCatalogue.BuiltIn.All[random.Next(KindCatalogue.BuiltIn.All.Length)];

    /// <summary>The object with other values here and there, some members and items less, and items in another order.</summary>
    public static DraftObject Varied(DraftObject body, Random random)
    {
        var varied = new DraftObject();
        foreach (var (name, value) in body)
            if (name is "apiVersion" or "kind" || random.Next(10) > 0) varied[name] = name is "apiVersion" or "kind" ? value : Varied(value, random);
        return varied;
    }

    private static Draft Varied(Draft value, Random random)
    {
        switch (value)
        {
            case DraftObject members:
                return Varied(members, random);
            case DraftArray items:
                var kept = items.Where(_ => random.Next(6) > 0).Select(i => Varied(i, random)).ToArray();
                if (random.Next(4) == 0) random.Shuffle(kept);
                return new DraftArray(kept);
            case DraftScalar { Kind: NodeKind.Number } when random.Next(4) == 0:
                return random.Next(10);
            default:
                return value;
        }
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
                for (var count = random.Next(3); count > 0; count--) map[Noise.Text(random)] = Value(type.Item!, random, depth + 1);
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
        FieldShape.Bytes => Convert.ToBase64String(Encoding.UTF8.GetBytes(Noise.Text(random))),
        FieldShape.Quantity => Quantities[random.Next(Quantities.Length)],
        FieldShape.IntOrString => random.Next(2) == 0 ? random.Next(100) : Noise.Text(random),
        FieldShape.Time => DateTimeOffset.FromUnixTimeSeconds(random.NextInt64(-60_000_000_000, 200_000_000_000)),
        FieldShape.MicroTime => DateTimeOffset.FromUnixTimeSeconds(random.NextInt64(0, 4_000_000_000)).ToString("yyyy-MM-ddTHH:mm:ss", System.Globalization.CultureInfo.InvariantCulture) + $".{random.Next(1_000_000):D6}Z",
        FieldShape.Duration => $"{random.Next(1, 60)}s",
        FieldShape.Raw => new DraftObject { ["apiVersion"] = "v1", [Noise.Text(random)] = Noise.Text(random), ["n"] = random.Next() },
        _ => Noise.Text(random),
    };
}

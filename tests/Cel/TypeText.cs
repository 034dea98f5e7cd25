using System.Text;
using Timonier.Documents;

namespace Timonier.Cel.Tests;

/// <summary>Types as case files write them: names of types, <c>list(T)</c>, <c>map(K, V)</c>, or a schema in JSON.</summary>
internal static class TypeText
{
    public static CelType Read(string text)
    {
        text = text.Trim();
        if (text.StartsWith('{')) return CelSchema.ToType(Document.Parse(Encoding.UTF8.GetBytes(text)).Root, isResource: false, name: "object")!;
        if (text.StartsWith("list(", StringComparison.Ordinal)) return CelType.List(Read(text[5..^1]));
        if (text.StartsWith("wrapper(", StringComparison.Ordinal)) return CelType.Wrapper(Read(text[8..^1]));
        if (text.StartsWith("map(", StringComparison.Ordinal))
        {
            var comma = text.IndexOf(',', StringComparison.Ordinal);
            return CelType.Map(Read(text[4..comma]), Read(text[(comma + 1)..^1]));
        }
        return text switch
        {
            "int" => CelType.Int,
            "double" => CelType.Double,
            "string" => CelType.String,
            "bool" => CelType.Bool,
            "bytes" => CelType.Bytes,
            "timestamp" => CelType.Timestamp,
            "duration" => CelType.Duration,
            "dyn" => CelType.Dyn,
            _ => throw new FormatException($"no type: {text}"),
        };
    }
}

using System.Text;
using Timonier.Documents;

namespace Timonier.Cel;

/// <summary>Nodes of documents as values: nothing is copied, and parts are read when an expression asks for them.</summary>
public static class CelDocument
{
    /// <summary>The node as a value of that type; with <see cref="CelType.Dyn"/> as what it is in JSON.</summary>
    public static CelValue Wrap(Node node, CelType type)
    {
        if (node.IsNullOrMissing) return CelValue.Null;
        return type.Kind switch
        {
            CelKind.Dyn => WrapPlain(node),
            CelKind.Wrapper or CelKind.Optional => Wrap(node, type.Parameters[0]),
            CelKind.Object or CelKind.Map => node.IsObject ? CelValue.Of(new DocumentMap(node, type)) : Unexpected(type.Kind == CelKind.Map ? "map" : "object", node),
            CelKind.List => node.IsArray ? CelValue.Of(new DocumentList(node, type)) : Unexpected("list", node),
            CelKind.String => node.IsString ? CelValue.Of(node.AsString()) : Unexpected("string", node),
            CelKind.Int => node.Kind == NodeKind.Number ? CelValue.Of(node.AsInt64()) : Unexpected("int", node),
            CelKind.Double => node.Kind == NodeKind.Number ? CelValue.Of(node.AsDouble()) : Unexpected("double", node),
            CelKind.Bool => node.Kind is NodeKind.True or NodeKind.False ? CelValue.Of(node.AsBool()) : Unexpected("bool", node),
            CelKind.Bytes => node.IsString ? ReadBytes(node.AsString()) : Unexpected("bytes", node),
            CelKind.Timestamp => node.IsString ? ReadTime(node.AsString()) : Unexpected("timestamp", node),
            CelKind.Duration => node.IsString ? Functions.Conversions.ToDuration(node.AsString()) : Unexpected("duration", node),
            _ => WrapPlain(node),
        };
    }

    private static CelValue WrapPlain(Node node) => node.Kind switch
    {
        NodeKind.Object => CelValue.Of(new DocumentMap(node, PlainMap)),
        NodeKind.Array => CelValue.Of(new DocumentList(node, CelType.AnyList)),
        NodeKind.String => CelValue.Of(node.AsString()),
        NodeKind.Number => IsWhole(node.Raw.Span) ? CelValue.Of(node.AsInt64()) : CelValue.Of(node.AsDouble()),
        NodeKind.True => CelValue.True,
        NodeKind.False => CelValue.False,
        _ => CelValue.Null,
    };

    private static readonly CelType PlainMap = CelType.Map(CelType.String, CelType.Dyn);

    private static bool IsWhole(ReadOnlySpan<byte> number) => number.IndexOfAny(".eE"u8) < 0;

    private static CelValue ReadTime(string text) => CelTimes.TryParse(text.Length == 10 ? text + "T00:00:00Z" : text, out var time)
        ? time
        : CelValue.Error($"Invalid date formatted string {text}");

    private static CelValue ReadBytes(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        return Convert.TryFromBase64String(text, bytes, out var length) ? CelValue.Of(bytes[..length]) : CelValue.Error("Invalid byte formatted string");
    }

    private static CelValue Unexpected(string expected, Node node) => CelValue.Error($"invalid data, expected {expected}, got {NameOf(node.Kind)}");

    private static string NameOf(NodeKind kind) => kind switch
    {
        NodeKind.Object => "map",
        NodeKind.Array => "list",
        NodeKind.String => "string",
        NodeKind.Number => "number",
        _ => "bool",
    };

    private sealed class DocumentMap(Node node, CelType type) : CelMap
    {
        private int count = -1;

        public override CelType Type => type.Kind == CelKind.Object ? type : CelType.AnyMap;

        public override int Count => count >= 0 ? count : count = type.Kind == CelKind.Object ? Keys.Count() : node.Count;

        public override IEnumerable<CelValue> Keys
        {
            get
            {
                var keys = new List<CelValue>();
                foreach (var member in node.Members)
                    if (NameOf(member.Name) is { } name) keys.Add(CelValue.Of(name));
                return keys;
            }
        }

        public override bool TryFind(CelValue key, out CelValue value)
        {
            value = default;
            return key.Kind == CelKind.String && TryFindField(key.AsString(), out value);
        }

        public override bool TryFindField(string name, out CelValue value)
        {
            value = default;
            if (type.Kind != CelKind.Object) return TryRead(name, type.Parameters[1], out value);
            return type.Fields!.Find(name) is { } field && TryRead(field.JsonName, field.Type, out value);
        }

        /// <summary>Of an object only the fields that its type has are seen, by the names they have in expressions.</summary>
        private string? NameOf(string member) =>
            type.Kind != CelKind.Object ? member : CelNames.Escape(member) is { } escaped && type.Fields!.Find(escaped) is not null ? escaped : null;

        private bool TryRead(string name, CelType of, out CelValue value)
        {
            var found = node[name];
            value = found.Exists ? Wrap(found, of) : default;
            return found.Exists;
        }
    }

    private sealed class DocumentList(Node node, CelType type) : CelList
    {
        private Node[]? items;

        public override int Count => Items.Length;

        public override CelValue this[int index] => Wrap(Items[index], type.Parameters[0]);

        internal override CelListKind Kind => type.ListKind;

        internal override IReadOnlyList<string> MapKeys => type.MapKeys;

        // Items of a node are found by walking; they are found once.
        private Node[] Items => items ??= ReadItems();

        private Node[] ReadItems()
        {
            var read = new List<Node>();
            foreach (var item in node.Items) read.Add(item);
            return [.. read];
        }
    }
}

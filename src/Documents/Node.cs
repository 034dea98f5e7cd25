using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Timonier.Documents;

/// <summary>
/// A place in a <see cref="Document"/>. Reading never fails: a missing place answers <see cref="NodeKind.Missing"/>,
/// empty text, zero and no items, as a field left out does in the Kubernetes API.
/// </summary>
public readonly partial struct Node
{
    private readonly Document? document;
    private readonly int index;

    internal Node(Document document, int index)
    {
        this.document = document;
        this.index = index;
    }

    public Document? Document => document;

    public NodeKind Kind => document is null ? NodeKind.Missing : Token.Kind;
    public bool Exists => document is not null;
    public bool IsObject => Kind == NodeKind.Object;
    public bool IsArray => Kind == NodeKind.Array;
    public bool IsString => Kind == NodeKind.String;

    /// <summary>Missing or an explicit null.</summary>
    public bool IsNullOrMissing => Kind is NodeKind.Missing or NodeKind.Null;

    /// <summary>The member of that name; of members that share a name, the last, as in Go.</summary>
    public Node this[ReadOnlySpan<byte> name]
    {
        get
        {
            if (!IsObject) return default;
            var found = default(Node);
            foreach (var member in Members)
                if (member.NameEquals(name)) found = member.Value;
            return found;
        }
    }

    public Node this[string name]
    {
        get
        {
            if (!Ascii.IsValid(name)) return this[Encoding.UTF8.GetBytes(name)];
            if (!IsObject) return default;
            var found = default(Node);
            foreach (var member in Members)
                if (member.NameEquals(name)) found = member.Value;
            return found;
        }
    }

    /// <summary>The item at that position of an array; missing when there is none.</summary>
    public Node this[int position]
    {
        get
        {
            foreach (var item in Items)
                if (position-- == 0) return item;
            return default;
        }
    }

    /// <summary>The members of an object in their order; none for anything else.</summary>
    public MemberSequence Members => IsObject ? new MemberSequence(document!, index) : default;

    /// <summary>The items of an array in their order; none for anything else.</summary>
    public ItemSequence Items => IsArray ? new ItemSequence(document!, index) : default;

    /// <summary>How many members or items there are.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            if (IsObject) foreach (var _ in Members) count++;
            else foreach (var _ in Items) count++;
            return count;
        }
    }

    /// <summary>The JSON text of this value as it stands in the document; a string with its quotes.</summary>
    public ReadOnlyMemory<byte> Raw
    {
        get
        {
            if (document is null) return default;
            ref readonly var token = ref Token;
            return token.Kind == NodeKind.String
                ? document.Utf8.Slice(token.Start - 1, token.Length + 2)
                : document.Utf8.Slice(token.Start, token.Length);
        }
    }

    /// <summary>The text of a string; empty for anything else.</summary>
    public string AsString() => IsString ? document!.Unescape(in Token) : "";

    public string? AsStringOrNull() => IsString ? AsString() : null;

    public bool AsBool() => Kind == NodeKind.True;

    public bool? AsBoolOrNull() => Kind switch { NodeKind.True => true, NodeKind.False => false, _ => null };

    public int AsInt32() => (int)AsInt64();

    public int? AsInt32OrNull() => Kind == NodeKind.Number ? AsInt32() : null;

    /// <summary>The integer; a fraction is cut off, as when Go reads 1.0 into an integer field.</summary>
    public long AsInt64()
    {
        if (Kind != NodeKind.Number) return 0;
        var text = document!.TextOf(in Token);
        return Utf8Parser.TryParse(text, out long value, out var used) && used == text.Length ? value : (long)AsDouble();
    }

    public long? AsInt64OrNull() => Kind == NodeKind.Number ? AsInt64() : null;

    public double AsDouble() =>
        Kind == NodeKind.Number && Utf8Parser.TryParse(document!.TextOf(in Token), out double value, out _) ? value : 0;

    /// <summary>A time in RFC 3339, with or without fractions of a second; null when absent or not a time.</summary>
    public DateTimeOffset? AsTime() =>
        IsString && DateTimeOffset.TryParse(AsString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : null;

    /// <summary>A string, or a number in its decimal form: the text of an int-or-string field.</summary>
    public string AsText() => Kind switch
    {
        NodeKind.String => AsString(),
        NodeKind.Missing or NodeKind.Null => "",
        _ => Encoding.UTF8.GetString(Raw.Span),
    };

    public bool TextEquals(ReadOnlySpan<byte> text)
    {
        if (!IsString) return false;
        ref readonly var token = ref Token;
        return token.Escaped ? Encoding.UTF8.GetBytes(AsString()).AsSpan().SequenceEqual(text) : document!.TextOf(in token).SequenceEqual(text);
    }

    internal bool TextEqualsAscii(ReadOnlySpan<char> text)
    {
        if (!IsString) return false;
        ref readonly var token = ref Token;
        return token.Escaped ? text.SequenceEqual(AsString()) : token.Length == text.Length && Ascii.Equals(document!.TextOf(in token), text);
    }

    public override string ToString() => Encoding.UTF8.GetString(Raw.Span);

    internal bool IsSame(Node other) => document == other.document && index == other.index;

    private ref readonly Document.Token Token => ref document!.TokenAt(index);
}

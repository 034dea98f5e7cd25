using System.Buffers;
using System.Text;

namespace Timonier.Documents;

/// <summary>A string, number, boolean or null; immutable, so one value may stand in many places.</summary>
public sealed class DraftScalar : Draft
{
    internal static readonly DraftScalar NullValue = new(NodeKind.Null, "null");
    internal static readonly DraftScalar TrueValue = new(NodeKind.True, "true");
    internal static readonly DraftScalar FalseValue = new(NodeKind.False, "false");

    private DraftScalar(NodeKind kind, string text)
    {
        Kind = kind;
        Text = text;
    }

    public DraftScalar(string text) : this(NodeKind.String, text) { }

    public override NodeKind Kind { get; }

    /// <summary>The text of a string without quotes, or the JSON text of anything else.</summary>
    public string Text { get; }

    /// <summary>A number from its JSON digits, kept as they are.</summary>
    public static DraftScalar Number(string digits) => new(NodeKind.Number, digits);

    internal static DraftScalar NumberOf(ReadOnlyMemory<byte> digits) => Number(Encoding.UTF8.GetString(digits.Span));

    public override Draft Clone() => this;

    public override void WriteTo(IBufferWriter<byte> output)
    {
        if (Kind == NodeKind.String) JsonText.WriteString(output, Text);
        else Encoding.UTF8.GetBytes(Text, output);
    }

    internal bool SameAs(DraftScalar other) => Kind == other.Kind && string.Equals(Text, other.Text, StringComparison.Ordinal);
}

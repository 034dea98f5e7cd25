using System.Buffers;

namespace Timonier.Documents;

/// <summary>A place in a document as part of a draft: its JSON goes into what is written as it stands, and is not looked at.</summary>
public sealed class DraftText(Node place) : Draft
{
    public override NodeKind Kind => place.Kind;

    public override Draft Clone() => this;

    public override void WriteTo(IBufferWriter<byte> output) => output.Write(place.Raw.Span);
}

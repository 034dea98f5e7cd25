using Timonier.Kinds.Protobuf;
using Timonier.Documents;
using Timonier.Tests.Fuzzing;

namespace Timonier.Kinds.Tests;

public sealed class EncodingsFuzz(ITestOutputHelper output) : Fuzz(output)
{
    [Fact]
    public void Objects_OfAnyKind_SurviveAllEncodings() => Run(random =>
    {
        var kind = RandomObject.AnyKind(random);
        var body = RandomObject.Of(kind, random);
        Decoding.Check(kind, body).StrictError([]).ShouldBeNull();
        var bytes = Behind.Encoded(kind, body);
        var back = ProtobufReader.Read(bytes, (_, _) => kind.Schema);
        Decoding.Check(kind, back).Error.ShouldBeNull();
        Convert.ToHexString(Behind.Encoded(kind, back)).ShouldBe(Convert.ToHexString(bytes));
        Behind.SameAsYaml((DraftObject)Draft.From(Document.Parse(body.ToString()).Root));
    });
}

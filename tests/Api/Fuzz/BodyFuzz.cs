using System.Text;
using Timonier.Api.Pipeline;
using Timonier.Documents;
using Timonier.Kinds;
using Timonier.Kinds.Protobuf;
using Timonier.Tests.Fuzzing;

namespace Timonier.Api.Tests.Fuzz;

public sealed class BodyFuzz(ITestOutputHelper output) : Timonier.Tests.Fuzzing.Fuzz(output)
{
    [Fact]
    public void Body_AnyBytesOfAnyMedia_IsAnObjectOrARefusal() => Run(random =>
    {
        var kind = RandomObject.AnyKind(random);
        var body = RandomObject.Of(kind, random);
        var (media, bytes) = random.Next(3) switch
        {
            0 => ("application/json", Encoding.UTF8.GetBytes(body.ToString())),
            1 => ("application/yaml", Encoding.UTF8.GetBytes(YamlText.Write(body))),
            _ => ("application/vnd.kubernetes.protobuf", Encoded(kind, body)),
        };
        var sent = random.Next(8) == 0 ? Encoding.UTF8.GetBytes(Noise.Text(random)) : Noise.Broken(random, bytes);
        var said = Noise.Sample(random, media, media + "; charset=utf-8");
        var (read, repeated, failure) = Attempt(sent.Length, () => BodyReader.Parse(sent, said, kind.Name));
        if (read is null)
        {
            failure.ShouldNotBeNull().Code.ShouldBeOneOf(400, 415);
            failure.Message.ShouldNotBeEmpty();
            if (said.StartsWith("application/json", StringComparison.Ordinal)) failure.Message.ShouldNotContain("LineNumber");
            return;
        }
        failure.ShouldBeNull();
        repeated.Count.ShouldBeLessThanOrEqualTo(sent.Length);
        var text = read.ToString();
        BodyReader.Parse(Encoding.UTF8.GetBytes(text), "application/json", kind.Name).Body.ShouldNotBeNull().ToString().ShouldBe(text);
    });

    private static byte[] Encoded(Kind kind, DraftObject body)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        ProtobufWriter.Write(kind, body.ToDocument(), output);
        return output.WrittenSpan.ToArray();
    }
}

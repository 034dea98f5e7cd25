using Timonier.Kinds.Protobuf;
using Timonier.Documents;
using Timonier.Tests.Fuzzing;

namespace Timonier.Kinds.Tests;

public sealed class ProtobufFuzz(ITestOutputHelper output) : Fuzz(output)
{
    [Fact]
    public void Protobuf_AnyBytes_AreReadOrRefused() => Run(random =>
    {
        var kind = RandomObject.AnyKind(random);
        var message = Noise.Broken(random, Behind.Encoded(kind, RandomObject.Of(kind, random)));
        if (Attempt(message.Length, () => ProtobufReader.Read(message, (_, _) => kind.Schema)) is { } read) Behind.Survives(kind, read);
    });
}

using System.Buffers;
using System.Text;
using Timonier.Documents;
using Timonier.Kinds.Protobuf;

namespace Timonier.Kinds.Tests;

/// <summary>What comes behind a parser: whatever could be read must not break it.</summary>
internal static class Behind
{
    public static byte[] Encoded(Kind kind, DraftObject body)
    {
        var output = new ArrayBufferWriter<byte>();
        ProtobufWriter.Write(kind, body.ToDocument(), output);
        return output.WrittenSpan.ToArray();
    }

    public static void Survives(Kind kind, DraftObject body)
    {
        if (Decoding.Check(kind, body).Error is not null) return;
        var decoded = body.ToString();
        Decoding.Check(kind, body).StrictError([]).ShouldBeNull();
        body.ToString().ShouldBe(decoded);
        Defaulting.Apply(kind, body);
        var once = Encoded(kind, body);
        Convert.ToHexString(Encoded(kind, body)).ShouldBe(Convert.ToHexString(once));
    }

    public static void SameAsYaml(DraftObject body)
    {
        var yaml = YamlText.Write(body);
        // The parser takes a star behind a blank for an alias, even inside of a name, where no name of this API has one.
        if (yaml.Contains(" *", StringComparison.Ordinal)) return;
        DraftObject back;
        try
        {
            back = Yaml.ParseObject(Encoding.UTF8.GetBytes(yaml));
        }
        catch (DocumentSyntaxException e)
        {
            throw new InvalidOperationException($"{e.Message} in\n{yaml}", e);
        }
        Draft.DeepEquals(back, body).ShouldBeTrue(yaml);
    }
}

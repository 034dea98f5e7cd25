using System.Buffers;
using Timonier.Documents;
using Timonier.Kinds.Protobuf;

namespace Timonier.Kinds.Tests;

public sealed class ProtobufWriterTests
{
    private static readonly string EmptyMeta = "0A00" + "1200" + "1A00" + "2200" + "2A00" + "3200" + "3800" + "4200";

    [Fact]
    public void Write_EmptyObject_HasWhatGoHoldsByValue() =>
        // metadata is a message in which all strings, the generation and the creation time are said to be empty.
        Content("ConfigMap", """{"apiVersion":"v1","kind":"ConfigMap"}""").ShouldBe("0A10" + EmptyMeta);

    [Fact]
    public void Write_Envelope_NamesTheTypeAndNoEncoding()
    {
        var bytes = Write("ConfigMap", """{"apiVersion":"v1","kind":"ConfigMap"}""");
        bytes.ShouldStartWith("6B387300" + "0A0F" + "0A027631" + "1209" + Convert.ToHexString("ConfigMap"u8) + "1212");
        bytes.ShouldEndWith("1A002200");
    }

    [Fact]
    public void Write_MapOfText_IsInTheOrderOfItsKeys() =>
        Content("ConfigMap", """{"apiVersion":"v1","kind":"ConfigMap","data":{"b":"2","a":"1"}}""")
            .ShouldBe("0A10" + EmptyMeta + "1206" + "0A0161" + "120131" + "1206" + "0A0162" + "120132");

    [Fact]
    public void Write_LongMessage_HasItsWholeLength()
    {
        var text = new string('x', 300);
        Content("ConfigMap", $$$"""{"apiVersion":"v1","kind":"ConfigMap","data":{"k":"{{{text}}}"}}""")
            .ShouldEndWith("12B202" + "0A016B" + "12AC02" + Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData("80", "0800" + "1050" + "1A00")]
    [InlineData("\"http\"", "0801" + "1000" + "1A0468747470")]
    public void Write_IntOrString_SaysWhichItIs(string port, string expected) =>
        Write("Pod", """{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"livenessProbe":{"tcpSocket":{"port":@port}}}]}}""".Replace("@port", port, StringComparison.Ordinal)).ShouldContain(expected);

    [Theory]
    [InlineData("\"1000m\"", "120131")]
    [InlineData("2", "120132")]
    [InlineData("\"1024Mi\"", "1203314769")]
    public void Write_Quantity_IsCanonical(string quantity, string expected) =>
        Write("ResourceQuota", """{"apiVersion":"v1","kind":"ResourceQuota","spec":{"hard":{"cpu":@cpu}}}""".Replace("@cpu", quantity, StringComparison.Ordinal))
            .ShouldContain("0A03637075" + "12" + (expected.Length / 2).ToString("X2", System.Globalization.CultureInfo.InvariantCulture) + "0A" + expected[2..]);

    [Fact]
    public void WriteList_OfDocuments_EqualsTheListAsOneDocument()
    {
        const string One = """{"metadata":{"name":"a"}}""";
        const string Two = """{"metadata":{"name":"b"},"data":{"k":"v"}}""";
        const string Head = "\"apiVersion\":\"v1\",\"kind\":\"ConfigMapList\",\"metadata\":{\"resourceVersion\":\"7\",\"remainingItemCount\":3}";
        var output = new ArrayBufferWriter<byte>();
        ProtobufWriter.WriteList(Find("ConfigMap"), Document.Parse($"{{{Head}}}"), [Document.Parse(One), Document.Parse(Two)], room: 16, output);
        Convert.ToHexString(output.WrittenSpan).ShouldBe(Write("ConfigMap", $"{{{Head},\"items\":[{One},{Two}]}}"));
    }

    [Fact]
    public void WriteWatchEvent_WrapsTheEncodedObject()
    {
        var output = new ArrayBufferWriter<byte>();
        ProtobufWriter.WriteWatchEvent("ADDED", [1, 2], output);
        Convert.ToHexString(output.WrittenSpan).ShouldBe("0A05" + Convert.ToHexString("ADDED"u8) + "1204" + "0A020102");
    }

    private static Kind Find(string kind) => KindCatalogue.BuiltIn.FindKind("v1", kind).ShouldNotBeNull();

    private static string Write(string kind, string json)
    {
        var output = new ArrayBufferWriter<byte>();
        ProtobufWriter.Write(Find(kind), Document.Parse(json), output);
        return Convert.ToHexString(output.WrittenSpan);
    }

    // Without the envelope, for contents shorter than 128 bytes or known by their end.
    private static string Content(string kind, string json)
    {
        var bytes = Write(kind, json);
        return bytes[(bytes.IndexOf(Convert.ToHexString("ConfigMap"u8), StringComparison.Ordinal) + 22)..^8];
    }
}

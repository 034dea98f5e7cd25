using System.Buffers;
using System.Text;
using Timonier.Documents;
using Timonier.Kinds.Protobuf;

namespace Timonier.Kinds.Tests;

/// <summary>
/// Objects whose every field is set, each as NAME.json, NAME.yaml and NAME.pb. The folder of the project holds a few;
/// GOLDEN_OBJECTS may name a folder with more of them, for example those that upstream's repository of types carries.
/// </summary>
public sealed class GoldenObjectsTests
{
    private static string Folder =>
        Environment.GetEnvironmentVariable("GOLDEN_OBJECTS") ?? Path.Combine(AppContext.BaseDirectory, "Objects");

    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Json_WrittenAsProtobuf_GivesTheseBytes(string name)
    {
        var document = Json(name);
        var output = new ArrayBufferWriter<byte>();
        ProtobufWriter.Write(KindOf(name), document, output);
        Convert.ToHexString(output.WrittenSpan).ShouldBe(Convert.ToHexString(Bytes(name, "pb")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Protobuf_ReadAndChecked_IsTheJson(string name)
    {
        var kind = KindOf(name);
        var body = ProtobufReader.Read(Bytes(name, "pb"), (_, _) => kind.Schema);
        Decoding.Check(kind, body).Error.ShouldBeNull();
        body.ToString().ShouldBe(Json(name).ToString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Json_Checked_LosesNothing(string name)
    {
        var body = DraftObject.Of(Json(name));
        var outcome = Decoding.Check(KindOf(name), body);
        outcome.StrictError([]).ShouldBeNull();
        outcome.Error.ShouldBeNull();
        body.ToString().ShouldBe(Json(name).ToString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Json_WrittenAsYaml_GivesThisText(string name) =>
        YamlText.Write(DraftObject.Of(Json(name))).ShouldBe(Encoding.UTF8.GetString(Bytes(name, "yaml")));

    [Theory]
    [MemberData(nameof(Names))]
    public void Yaml_Read_IsTheJson(string name)
    {
        var body = Yaml.ParseObject(Bytes(name, "yaml"));
        Decoding.Check(KindOf(name), body).Error.ShouldBeNull();
        Draft.DeepEquals(body, DraftObject.Of(Json(name))).ShouldBeTrue(body.ToString());
    }

    // The file is indented; what counts is the JSON.
    private static Document Json(string name) => DraftObject.Of(Document.Parse(Bytes(name, "json"))).ToDocument();

    private static byte[] Bytes(string name, string form) => File.ReadAllBytes(Path.Combine(Folder, $"{name}.{form}"));

    // A file is called GROUP.VERSION.KIND, with "core" for the group that has no name.
    private static Kind KindOf(string name)
    {
        var end = name.LastIndexOf('.');
        var start = name.LastIndexOf('.', end - 1);
        var version = name[(start + 1)..end];
        var group = name[..start];
        return KindCatalogue.BuiltIn.FindKind(string.Equals(group, "core", StringComparison.Ordinal) ? version : $"{group}/{version}", name[(end + 1)..]).ShouldNotBeNull();
    }
}

using System.Text;

namespace Timonier.Documents.Tests;

public sealed class YamlTests
{
    [Theory]
    [InlineData("a: yes", """{"a":true}""")]
    [InlineData("a: off", """{"a":false}""")]
    [InlineData("a: y", """{"a":true}""")]
    [InlineData("a: 'yes'", """{"a":"yes"}""")]
    [InlineData("a: 0777", """{"a":511}""")]
    [InlineData("a: 0o17", """{"a":15}""")]
    [InlineData("a: 0x1F", """{"a":31}""")]
    [InlineData("a: 1_000", """{"a":1000}""")]
    [InlineData("a: -0b11", """{"a":-3}""")]
    [InlineData("a: 18446744073709551615", """{"a":18446744073709551615}""")]
    [InlineData("a: 1.5", """{"a":1.5}""")]
    [InlineData("a: 1e3", """{"a":1000}""")]
    [InlineData("a: 2001-01-01", """{"a":"2001-01-01"}""")]
    [InlineData("a: 1.2.3", """{"a":"1.2.3"}""")]
    [InlineData("a: 10Mi", """{"a":"10Mi"}""")]
    [InlineData("a: ~", """{"a":null}""")]
    [InlineData("a:", """{"a":null}""")]
    [InlineData("1: x", """{"1":"x"}""")]
    [InlineData("a: |\n  x\n  y\n", """{"a":"x\ny\n"}""")]
    [InlineData("a: &x {b: 1}\nc: *x", """{"a":{"b":1},"c":{"b":1}}""")]
    [InlineData("base: &b {p: 1, q: 2}\nc:\n  <<: *b\n  p: 3", """{"base":{"p":1,"q":2},"c":{"p":3,"q":2}}""")]
    [InlineData("\uFEFFa: 1", """{"a":1}""")]
    public void ParseObject_Scalars_ReadAsKubernetesReadsThem(string yaml, string json) => Parse(yaml).ToString().ShouldBe(json);

    [Theory]
    [InlineData("a: 1\na: 2", "already set")]
    [InlineData("a: .inf", "no form in JSON")]
    [InlineData("a: !thing x", "not supported")]
    [InlineData("- 1", "not a mapping")]
    [InlineData("a: 1\n---\nb: 2", "more than one document")]
    [InlineData("a: [1", "yaml: line")]
    [InlineData("a: *x", "yaml:")]
    public void ParseObject_NotOurs_SaysWhy(string yaml, string why) =>
        Should.Throw<DocumentSyntaxException>(() => Parse(yaml)).Message.ShouldContain(why);

    [Fact]
    public void ParseObject_AliasBomb_IsRefused()
    {
        var bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (var i = 1; i < 10; i++) bomb.Append($"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        Should.Throw<DocumentSyntaxException>(() => Parse(bomb.ToString())).Message.ShouldContain("excessive aliasing");
    }

    [Fact]
    public void ParseObject_DeepNesting_IsRefused() =>
        Should.Throw<DocumentSyntaxException>(() => Parse("a: " + new string('[', 200) + new string(']', 200))).Message.ShouldContain("nested deeper");

    [Fact]
    public void ParseAll_SeveralDocuments_LeavesOutEmptyOnes() =>
        Yaml.ParseAll(Encoding.UTF8.GetBytes("# only a comment\n---\na: 1\n---\n---\nb: 2\n")).Select(d => d.ToString()).ShouldBe(["""{"a":1}""", """{"b":2}"""]);

    [Theory]
    [InlineData("""{"a":{"b":[1,{"c":"x: y"},[]],"d":{}},"e":"true","f":null,"g":"","h":"it's","i":"a\nb","j":"-x","k":"1.5","l":true}""")]
    [InlineData("""{"list":[{"name":"x","nested":[{"y":1}]},["z"]]}""")]
    public void Write_ReadBack_IsTheSame(string json)
    {
        var value = DraftObject.Of(Document.Parse(json));
        Draft.DeepEquals(Parse(YamlText.Write(value)), value).ShouldBeTrue(YamlText.Write(value));
    }

    [Theory]
    [InlineData("""{"a":1,"b":{"c":2,"d":3}}""", """{"a":null,"b":{"c":4},"e":[1]}""", """{"b":{"c":4,"d":3},"e":[1]}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[3]}""", """{"a":[3]}""")]
    [InlineData("""{"a":"x"}""", """{"a":{"b":{"c":null,"d":1}}}""", """{"a":{"b":{"d":1}}}""")]
    public void MergePatch_Rfc7386_Holds(string target, string patch, string expected) =>
        MergePatch.Apply(DraftObject.Of(Document.Parse(target)), DraftObject.Of(Document.Parse(patch))).ToString().ShouldBe(expected);

    private static DraftObject Parse(string yaml) => Yaml.ParseObject(Encoding.UTF8.GetBytes(yaml));
}

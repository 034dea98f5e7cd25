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

    // The parser answers these with exceptions of its own; both were found by the fuzzer.
    [Theory]
    [InlineData("a: \"\\uDC00\"")]
    [InlineData("a: \"\\uDC00\\uD800\"")]
    public void ParseObject_HalfACharacterAsAnEscape_IsRefused(string yaml) => Should.Throw<DocumentSyntaxException>(() => Parse(yaml)).Message.ShouldStartWith("yaml: ");

    [Fact]
    public void Parse_KeysThatRepeat_CountsTheLastAndTellsAll()
    {
        var read = Yaml.Parse("a: 1\nb: {c: 1, c: x}\na:\n  d: 2\n1: x\n1: z"u8.ToArray(), out var repeated);
        read.ToString().ShouldBe("""{"a":{"d":2},"b":{"c":"x"},"1":"z"}""");
        repeated.ShouldBe("yaml: unmarshal errors:\n  line 2: key \"c\" already set in map\n  line 4: key \"a\" already set in map\n  line 6: key 1 already set in map");
    }

    [Fact]
    public void ParseObject_DeepNesting_IsRefused() =>
        Should.Throw<DocumentSyntaxException>(() => Parse("a: " + new string('[', 600) + new string(']', 600))).Message.ShouldBe("yaml: exceeded max depth of 512");

    [Fact]
    public void ParseAll_SeveralDocuments_LeavesOutEmptyOnes() =>
        Yaml.ParseAll(Encoding.UTF8.GetBytes("# only a comment\n---\na: 1\n---\n---\nb: 2\n")).Select(d => d.ToString()).ShouldBe(["""{"a":1}""", """{"b":2}"""]);

    [Theory]
    [InlineData("yes", "\"yes\"")]
    [InlineData("No", "\"No\"")]
    [InlineData("0777", "\"0777\"")]
    [InlineData("0x1f", "\"0x1f\"")]
    [InlineData("1_000", "\"1_000\"")]
    [InlineData("1.5", "\"1.5\"")]
    [InlineData("1e3", "\"1e3\"")]
    [InlineData("10:30", "\"10:30\"")]
    [InlineData("2026-01-02", "\"2026-01-02\"")]
    [InlineData("2026-01-02T03:04:05Z", "\"2026-01-02T03:04:05Z\"")]
    [InlineData("2026-13-02", "2026-13-02")]
    [InlineData("", "\"\"")]
    [InlineData("~", "\"~\"")]
    [InlineData(".inf", "\".inf\"")]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("it's", "it's")]
    [InlineData("a: b", "'a: b'")]
    [InlineData("it's: b", "'it''s: b'")]
    [InlineData("a:b", "a:b")]
    [InlineData("a:", "'a:'")]
    [InlineData("a #b", "'a #b'")]
    [InlineData("a#b", "a#b")]
    [InlineData("-", "'-'")]
    [InlineData("-x", "-x")]
    [InlineData("- x", "'- x'")]
    [InlineData("*", "'*'")]
    [InlineData("[a]", "'[a]'")]
    [InlineData("{}", "'{}'")]
    [InlineData("%a", "'%a'")]
    [InlineData(" a", "' a'")]
    [InlineData("a\tb", "\"a\\tb\"")]
    [InlineData("a\rb", "\"a\\rb\"")]
    [InlineData("\u0001", "\"\\x01\"")]
    [InlineData("é", "é")]
    [InlineData("a\nb", "|-\n  a\n  b")]
    [InlineData("a\nb\n", "|\n  a\n  b")]
    [InlineData("a\n\nb\n\n", "|+\n  a\n\n  b\n")]
    [InlineData(" a\nb\n", "|2\n   a\n  b")]
    [InlineData("a \nb", "\"a \\nb\"")]
    public void Write_Text_IsQuotedOnlyWhereItMustBe(string text, string written)
    {
        var value = new DraftObject { ["k"] = text };
        YamlText.Write(value).ShouldBe($"k: {written}\n");
        Draft.DeepEquals(Parse(YamlText.Write(value)), value).ShouldBeTrue();
    }

    [Theory]
    [InlineData("1", "1")]
    [InlineData("1.0", "1")]
    [InlineData("1.5", "1.5")]
    [InlineData("-0.25", "-0.25")]
    [InlineData("1e3", "1000")]
    [InlineData("12345678.5", "1.23456785e+07")]
    [InlineData("0.00001", "1e-05")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    [InlineData("18446744073709551616", "1.8446744073709552e+19")]
    public void Write_Number_IsInGosForm(string number, string written) =>
        YamlText.Write(new DraftObject { ["k"] = DraftScalar.Number(number) }).ShouldBe($"k: {written}\n");

    [Fact]
    public void Write_LongText_IsFoldedBehindTheEdge()
    {
        var words = string.Join(' ', Enumerable.Repeat("word", 20));
        YamlText.Write(new DraftObject { ["key"] = words })
            .ShouldBe("key: word word word word word word word word word word word word word word word word\n  word word word word\n");
        var colons = string.Join(' ', Enumerable.Repeat("a: b", 20));
        YamlText.Write(new DraftObject { ["key"] = colons })
            .ShouldBe("key: 'a: b a: b a: b a: b a: b a: b a: b a: b a: b a: b a: b a: b a: b a: b a: b a:\n  b a: b a: b a: b a: b'\n");
    }

    [Fact]
    public void Write_Names_AreInTheirNaturalOrder() =>
        YamlText.Write(DraftObject.Of(Document.Parse("""{"b":1,"a10":1,"a9":1,"a":1,"B":1,"_":1,"true":1,"a: b":1}""")))
            .ShouldBe("_: 1\nB: 1\na: 1\n'a: b': 1\na9: 1\na10: 1\nb: 1\n\"true\": 1\n");

    [Fact]
    public void Write_Lists_StandAtTheIndentOfTheirName() =>
        YamlText.Write(DraftObject.Of(Document.Parse("""{"a":[{"b":[1,[2,3]],"c":{}},[],"x\ny"]}""")))
            .ShouldBe("a:\n- b:\n  - 1\n  - - 2\n    - 3\n  c: {}\n- []\n- |-\n  x\n  y\n");

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

using Timonier.Documents;
using Timonier.Kinds.Custom;

namespace Timonier.Kinds.Tests.Custom;

/// <summary>What one schema makes of one value: findings in upstream's words, pruning, defaults.</summary>
public class SchemaTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData("""{"type":"integer","maximum":10}""", "11", "x: Invalid value: 11: x in body should be less than or equal to 10")]
    [InlineData("""{"type":"integer","maximum":10,"exclusiveMaximum":true}""", "10", "x: Invalid value: 10: x in body should be less than 10")]
    [InlineData("""{"type":"number","minimum":0.5}""", "0.25", "x: Invalid value: 0.25: x in body should be greater than or equal to 0.5")]
    [InlineData("""{"type":"integer","multipleOf":3}""", "4", "x: Invalid value: 4: x in body should be a multiple of 3")]
    [InlineData("""{"type":"string","minLength":3}""", "\"ab\"", "x: Invalid value: \"ab\": x in body should be at least 3 chars long")]
    [InlineData("""{"type":"string","maxLength":1}""", "\"ab\"", "x: Too long: may not be more than 1 byte")]
    [InlineData("""{"type":"string","maxLength":2}""", "\"\u00fc\u00fc\"", "")]
    [InlineData("""{"type":"string","pattern":"^a+$"}""", "\"b\"", "x: Invalid value: \"b\": x in body should match '^a+$'")]
    [InlineData("""{"type":"string","pattern":"^a+$"}""", "\"a\\n\"", "x: Invalid value: \"a\\n\": x in body should match '^a+$'")]
    [InlineData("""{"type":"string","enum":["a","b"]}""", "\"c\"", "x: Unsupported value: \"c\": supported values: \"a\", \"b\"")]
    [InlineData("""{"type":"array","items":{"type":"string"},"maxItems":1}""", "[\"a\",\"b\"]", "x: Too many: 2: must have at most 1 item")]
    [InlineData("""{"type":"array","items":{"type":"string"},"minItems":1}""", "[]", "x: Invalid value: []: x in body should have at least 1 items")]
    [InlineData("""{"type":"array","items":{"type":"string"}}""", "[1]", "x[0]: Invalid value: \"integer\": x[0] in body must be of type string: \"integer\"")]
    [InlineData("""{"type":"object","required":["a"],"properties":{"a":{"type":"string"}}}""", "{}", "x.a: Required value")]
    [InlineData("""{"type":"object","maxProperties":1,"additionalProperties":{"type":"integer"}}""", "{\"a\":1,\"b\":2}", "x: Too many: 2: must have at most 1 item")]
    [InlineData("""{"type":"string"}""", "null", "x: Invalid value: \"null\": x in body must be of type string: \"null\"")]
    [InlineData("""{"type":"string","nullable":true}""", "null", "")]
    [InlineData("""{"type":"integer","format":"int32"}""", "\"1\"", "x: Invalid value: \"string\": x in body must be of type integer: \"string\"")]
    [InlineData("""{"type":"integer","format":"int32"}""", "1.5", "x: Invalid value: \"float64\": x in body must be of type int32: \"float64\"")]
    [InlineData("""{"type":"integer"}""", "2.0", "")]
    [InlineData("""{"x-kubernetes-int-or-string":true}""", "\"50%\"", "")]
    [InlineData("""{"x-kubernetes-int-or-string":true}""", "true", "x: Invalid value: \"boolean\": x in body must be of type integer,string: \"boolean\"")]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"noon\"", "x: Invalid value: \"noon\": x in body must be of type date-time: \"noon\"")]
    [InlineData("""{"type":"string","format":"ipv4"}""", "\"10.0.0.1\"", "")]
    [InlineData("""{"type":"string","format":"of-my-own"}""", "\"anything\"", "")]
    [InlineData("""{"type":"string","not":{"enum":["a"]}}""", "\"a\"", "<nil>: Invalid value: \"\": \"x\" must not validate the schema (not)")]
    [InlineData("""{"type":"string","oneOf":[{"minLength":1},{"maxLength":3}]}""", "\"ab\"", "<nil>: Invalid value: \"\": \"x\" must validate one and only one schema (oneOf). Found 2 valid alternatives")]
    public void Value_AgainstSchema_IsFoundWanting(string schema, string value, string found) => Findings(schema, value).ShouldBe(found);

    [Theory]
    [InlineData("x: 1, list of a set", """{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}}""", """["a","b","a"]""", "x[2]: Duplicate value: \"a\"")]
    [InlineData("keys of a map", """{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["n"],"items":{"type":"object","required":["n"],"properties":{"n":{"type":"string"}}}}""", """[{"n":"a"},{"n":"a"}]""", "x[1]: Duplicate value: {\"n\":\"a\"}")]
    public void List_WithSomethingTwice_IsRefused(string what, string schema, string value, string found) => Findings(schema, value).ShouldBe(found, what);

    [Fact]
    public void Columns_AreFoundByTheirPaths()
    {
        var kind = KindOf("""{"type":"object","x-kubernetes-preserve-unknown-fields":true}""", """
            ,"additionalPrinterColumns":[
              {"name":"A","type":"string","jsonPath":".x.list[1]"},{"name":"B","type":"integer","jsonPath":".x.map['k.y']"},
              {"name":"C","type":"string","jsonPath":".x.conditions[?(@.type==\"Ready\")].status"},{"name":"D","type":"date","jsonPath":".x.when"},
              {"name":"E","type":"boolean","jsonPath":".x.none"},{"name":"F","type":"string","jsonPath":".x.map"}]
            """);
        var document = Document.Parse("""
            {"apiVersion":"e.example.com/v1","kind":"Thing","metadata":{"name":"n"},
            "x":{"list":["p","q"],"map":{"k.y":7},"conditions":[{"type":"Other","status":"no"},{"type":"Ready","status":"yes"}],"when":"2026-01-02T03:04:00Z"}}
            """);
        TablePrinter.Cells(kind, document, Now).ToString().ShouldBe("""["n","q",7,"yes","5s",null,"{\"k.y\":7}"]""");
    }

    [Fact]
    public void Body_IsPruned_ButForWhatItsSchemaLeavesOpen()
    {
        var kind = KindOf("""
            {"type":"object","properties":{"known":{"type":"object","properties":{"a":{"type":"string"}}},"open":{"type":"object","x-kubernetes-preserve-unknown-fields":true,
            "properties":{"shut":{"type":"object","properties":{"b":{"type":"string"}}}}},"map":{"type":"object","additionalProperties":{"type":"object","properties":{"c":{"type":"string"}}}}}}
            """);
        var body = DraftObject.Of(Document.Parse("""{"x":{"known":{"a":"1","z":1},"open":{"any":1,"shut":{"b":"2","z":1}},"map":{"k":{"c":"3","z":1}},"more":1},"metadata":{"name":"n","odd":1}}"""));
        var outcome = Decoding.Check(kind, body);
        outcome.UnknownFields.ShouldBe(["metadata.odd", "x.known.z", "x.map.k.z", "x.more", "x.open.shut.z"]);
        body["x"]!.ToString().ShouldBe("""{"known":{"a":"1"},"open":{"any":1,"shut":{"b":"2"}},"map":{"k":{"c":"3"}}}""");
    }

    private static string Findings(string schema, string value)
    {
        var document = Document.Parse($$"""{"apiVersion":"e.example.com/v1","kind":"Thing","metadata":{"name":"n"},"x":{{value}}}""");
        return string.Join("; ", Validation.Validate(KindOf(schema), document, old: null, "").Select(c => $"{c.Field}: {c.Message}"));
    }

    private static Kind KindOf(string schema, string further = "") => CustomKinds.Of(Document.Parse("""
        {"spec":{"group":"e.example.com","scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true@further,
        "schema":{"openAPIV3Schema":{"type":"object","properties":{"x":@schema}}}}]},"status":{"acceptedNames":{"plural":"things","kind":"Thing"}}}
        """.Replace("@further", further, StringComparison.Ordinal).Replace("@schema", schema, StringComparison.Ordinal)))[0];
}

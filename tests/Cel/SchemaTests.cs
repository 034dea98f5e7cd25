using Timonier.Documents;

namespace Timonier.Cel.Tests;

public sealed class SchemaTests
{
    [Theory]
    [InlineData("""{"type":"integer"}""", "int", -1)]
    [InlineData("""{"type":"number"}""", "double", -1)]
    [InlineData("""{"type":"boolean"}""", "bool", -1)]
    [InlineData("""{"type":"string"}""", "string", 3145726)]
    [InlineData("""{"type":"string","maxLength":5}""", "string", 20)]
    [InlineData("""{"type":"string","enum":["a","bcd"]}""", "string", 3)]
    [InlineData("""{"type":"string","format":"byte"}""", "bytes", 3145726)]
    [InlineData("""{"type":"string","format":"date"}""", "timestamp", 10)]
    [InlineData("""{"type":"string","format":"date-time"}""", "timestamp", 25)]
    [InlineData("""{"type":"string","format":"duration"}""", "duration", 30)]
    [InlineData("""{"x-kubernetes-int-or-string":true}""", "dyn", 3145726)]
    [InlineData("""{"type":"array","items":{"type":"integer"}}""", "list(int)", 1572863)]
    [InlineData("""{"type":"array","maxItems":7,"items":{"type":"string"}}""", "list(string)", 7)]
    [InlineData("""{"type":"object","additionalProperties":{"type":"boolean"}}""", "map(string, bool)", 314572)]
    [InlineData("""{"type":"object","maxProperties":3,"additionalProperties":{"type":"boolean"}}""", "map(string, bool)", 3)]
    public void Type_FollowsTheSchema(string schema, string type, long maxSize)
    {
        var made = CelSchema.ToType(Document.Parse(schema).Root)!;
        made.ToString().ShouldBe(type);
        made.MaxSize.ShouldBe(maxSize);
    }

    [Theory]
    [InlineData("""{"x-kubernetes-preserve-unknown-fields":true}""")]
    [InlineData("""{"type":"array"}""")]
    [InlineData("""{"type":"object","additionalProperties":{"x-kubernetes-preserve-unknown-fields":true}}""")]
    public void Type_OfWhatTheSchemaDoesNotTell_IsNone(string schema) => CelSchema.ToType(Document.Parse(schema).Root).ShouldBeNull();

    [Fact]
    public void Resource_HasKindAndName_BesidesItsSchema()
    {
        var schema = Document.Parse("""{"type":"object","properties":{"spec":{"type":"object","properties":{"a":{"type":"integer"}}},"inner":{"type":"object","x-kubernetes-embedded-resource":true}}}""").Root;
        var environment = new CelEnvironment().Declare("self", CelSchema.ToType(schema, isResource: true)!);
        var document = Document.Parse("""{"apiVersion":"v1","kind":"K","metadata":{"name":"n","labels":{"a":"b"}},"spec":{"a":1},"inner":{"kind":"I"}}""").Root;
        var self = CelDocument.Wrap(document, CelSchema.ToType(schema, isResource: true)!);
        environment.Compile("self.kind + self.metadata.name + self.inner.kind + string(self.spec.a)").Program!
            .Evaluate(new CelActivation().With("self", self)).Value.ShouldBe(CelValue.Of("KnI1"));
        environment.Compile("self.metadata.labels").Issues[0].Message.ShouldBe("undefined field 'labels'");
    }

    [Fact]
    public void OldSelf_AsAnOptional_IsAbsentOnCreation()
    {
        var environment = new CelEnvironment().Declare("self", CelType.Int).Declare("oldSelf", CelType.Optional(CelType.Int));
        var program = environment.Compile("oldSelf.optMap(o, self >= o).orValue(true)").Program!;
        program.Evaluate(new CelActivation().With("self", CelValue.Of(1L)).With("oldSelf", CelValue.NoValue)).Value.ShouldBe(CelValue.True);
        program.Evaluate(new CelActivation().With("self", CelValue.Of(1L)).With("oldSelf", CelValue.Optional(CelValue.Of(2L)))).Value.ShouldBe(CelValue.False);
    }
}

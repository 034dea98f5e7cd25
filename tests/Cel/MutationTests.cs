namespace Timonier.Cel.Tests;

public sealed class MutationTests
{
    private static readonly CelEnvironment Environment = new CelEnvironment(CelMutationTypes.Instance)
        .Declare("object", CelType.Dyn).Declare("name", CelType.String);

    [Fact]
    public void ApplyConfiguration_BecomesJson() =>
        CelJson.ToText(Evaluate("Object{metadata: Object.metadata{labels: Object.metadata.labels{a__dash__b: 'x'}}, spec: Object.spec{replicas: 3, ratio: 0.5, on: true, none: null}}"))
            .ShouldBe("""{"metadata":{"labels":{"a-b":"x"}},"spec":{"replicas":3,"ratio":0.5,"on":true,"none":null}}""");

    [Fact]
    public void Patches_BecomeJson_WithoutWhatWasNotSaid() =>
        CelJson.ToText(Evaluate("[JSONPatch{op: 'add', path: '/metadata/labels/' + jsonpatch.escapeKey('a/b'), value: {'k': [1, 2]}}, JSONPatch{op: 'remove', path: '/spec'}]"))
            .ShouldBe("""[{"op":"add","path":"/metadata/labels/a~1b","value":{"k":[1,2]}},{"op":"remove","path":"/spec"}]""");

    [Fact]
    public void Patch_OfATypedValue_KeepsItsFields() =>
        CelJson.ToText(Evaluate("JSONPatch{op: 'add', path: '/spec', value: Object.spec{replicas: 1}}")).ShouldBe("""{"op":"add","path":"/spec","value":{"replicas":1}}""");

    [Theory]
    [InlineData("Object{spec: Object.spec{template: Object.spec.template{}}}", null)]
    [InlineData("Object{spec: Object.spec{containers: [Object.spec.containers{name: 'a'}]}}", null)]
    [InlineData("Object{spec: Object.status{}}", "unexpected type name \"Object.status\", expected \"Object.spec\", which matches field name path from root Object type")]
    public void Types_OutOfPlace_AreTold(string expression, string? fault) => CelMutationTypes.MisplacedType(Evaluate(expression)).ShouldBe(fault);

    [Theory]
    [InlineData("{1: 2}", "map key of type int cannot be converted to JSON")]
    [InlineData("{'a': optional.of(1)}", "value of type optional_type cannot be converted to JSON")]
    [InlineData("quantity('1')", "value of type kubernetes.Quantity cannot be converted to JSON")]
    public void Values_WithoutAForm_AreAFault(string expression, string fault) => CelJson.ToUtf8(Evaluate(expression)).Fault.ShouldBe(fault);

    [Fact]
    public void Value_LargerThanARequest_IsAFault()
    {
        var grown = string.Concat(Enumerable.Range(0, 30).Select(i => $"[[v{i}, v{i}]].map(v{i + 1}, ")) + "v30" + new string(')', 30);
        CelJson.ToUtf8(Evaluate($"[1].map(v0, {grown})")).Fault.ShouldBe("value is larger than a request may be");
    }

    private static CelValue Evaluate(string expression)
    {
        var compilation = Environment.Compile(expression);
        compilation.Failure.ShouldBe("");
        return compilation.Program!.Evaluate(CelActivation.Empty).Value;
    }
}

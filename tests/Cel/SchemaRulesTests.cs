using Timonier.Documents;

namespace Timonier.Cel.Tests;

public sealed class SchemaRulesTests
{
    private const string Schema = """
        {"type":"object","x-kubernetes-validations":[{"rule":"self.spec.min <= self.spec.max","message":"min above max","fieldPath":".spec.min","reason":"FieldValueForbidden"}],
        "properties":{"spec":{"type":"object","properties":{
          "min":{"type":"integer","x-kubernetes-validations":[{"rule":"self >= 0"}]},
          "max":{"type":"integer","x-kubernetes-validations":[{"rule":"self >= oldSelf","messageExpression":"'fell from ' + string(oldSelf) + ' to ' + string(self)"}]},
          "ports":{"type":"array","maxItems":5,"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],"items":{"type":"object","properties":{
            "name":{"type":"string","maxLength":10},"port":{"type":"integer","x-kubernetes-validations":[{"rule":"self == oldSelf","message":"port is fixed"},{"rule":"self < 100"}]}}}},
          "labels":{"type":"object","maxProperties":5,"additionalProperties":{"type":"string","maxLength":20,"x-kubernetes-validations":[{"rule":"self.matches('^[a-z]+$')"}]}}}}}}
        """;

    private static readonly CelSchemaRules Rules = CelSchemaRules.Compile(Document.Parse(Schema).Root);

    [Fact]
    public void Compile_OfAGoodSchema_HasNoFaults()
    {
        Rules.Faults.ShouldBeEmpty();
        Rules.Costs.Select(c => c.Path).ShouldContain("properties[spec].properties[labels].additionalProperties.x-kubernetes-validations[0].rule");
        Rules.Costs.ShouldAllBe(c => c.Most < (ulong)CelCostLimits.EstimatePerRule);
    }

    [Fact]
    public void GoodObject_BreaksNothing() => Validate("""{"spec":{"min":1,"max":2,"ports":[{"name":"a","port":80}],"labels":{"x":"abc"}}}""").ShouldBeEmpty();

    [Fact]
    public void BrokenRule_IsToldAtTheFieldItBlames() =>
        Validate("""{"spec":{"min":3,"max":2}}""").ShouldHaveSingleItem().ShouldBe(new CelViolation("spec.min", "FieldValueForbidden", "object", "min above max"));

    [Fact]
    public void BrokenRule_WithoutAMessage_SaysItself() =>
        Validate("""{"spec":{"min":-1,"max":2}}""").ShouldHaveSingleItem().ShouldBe(new CelViolation("spec.min", "FieldValueInvalid", "integer", "failed rule: self >= 0"));

    [Fact]
    public void BrokenRules_InListsAndMaps_HaveTheirPaths() =>
        Validate("""{"spec":{"min":1,"max":2,"ports":[{"name":"a","port":80},{"name":"b","port":200}],"labels":{"k":"ABC"}}}""")
            .Select(v => v.Path).ShouldBe(["spec.ports[1].port", "spec.labels[k]"]);

    [Fact]
    public void TransitionRule_ComparesWithTheOldValue() =>
        Validate("""{"spec":{"min":1,"max":2}}""", """{"spec":{"min":1,"max":5}}""").ShouldHaveSingleItem().Detail.ShouldBe("fell from 5 to 2");

    [Fact]
    public void TransitionRule_InAListMap_FindsTheOldItemByItsKey() =>
        Validate("""{"spec":{"min":1,"max":2,"ports":[{"name":"new","port":1},{"name":"b","port":81},{"name":"a","port":80}]}}""", """{"spec":{"min":1,"max":2,"ports":[{"name":"a","port":80},{"name":"b","port":8}]}}""")
            .ShouldHaveSingleItem().ShouldBe(new CelViolation("spec.ports[1].port", "FieldValueInvalid", "integer", "port is fixed"));

    [Fact]
    public void UnchangedValue_IsNotBlamed_ForARuleItAlreadyBroke()
    {
        const string Old = """{"spec":{"min":-1,"max":2,"labels":{"k":"ABC"}}}""";
        Validate("""{"spec":{"min":-1,"max":3,"labels":{"k":"ABC"}}}""", Old).ShouldBeEmpty();
        Validate("""{"spec":{"min":-2,"max":3,"labels":{"k":"ABC"}}}""", Old).ShouldHaveSingleItem().Path.ShouldBe("spec.min");
    }

    [Fact]
    public void MissingField_IsAnErrorOfTheRule() =>
        Validate("""{"spec":{"min":1}}""").ShouldHaveSingleItem().Detail.ShouldBe("no such key: max evaluating rule: min above max");

    [Fact]
    public void Budget_UsedUp_EndsTheWalk()
    {
        var violations = Rules.Validate(Document.Parse("""{"spec":{"min":-1,"max":-2,"labels":{"k":"ABC"}}}""").Root, budget: 4);
        violations.ShouldHaveSingleItem().Detail.ShouldBe("validation failed due to running out of cost budget, no further validation rules will be run");
    }

    [Theory]
    [InlineData("""{"type":"integer","x-kubernetes-validations":[{"rule":"self + 1"}]}""", "x-kubernetes-validations[0].rule", "cel expression must evaluate to a bool")]
    [InlineData("""{"type":"integer","x-kubernetes-validations":[{"rule":"self > 1","messageExpression":"1"}]}""", "x-kubernetes-validations[0].messageExpression", "messageExpression must evaluate to a string")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer","x-kubernetes-validations":[{"rule":"self > b"}]}}}""", "properties[a].x-kubernetes-validations[0].rule", "compilation failed: ERROR: <input>:1:8: undeclared reference to 'b' (in container '')\n | self > b\n | .......^")]
    [InlineData("""{"type":"object","x-kubernetes-validations":[{"rule":"true","fieldPath":".no"}]}""", "x-kubernetes-validations[0].fieldPath", "fieldPath must be a valid path: it does not refer to a field of the schema")]
    [InlineData("""{"type":"array","items":{"type":"integer","x-kubernetes-validations":[{"rule":"self == oldSelf"}]}}""", "items.x-kubernetes-validations[0].rule", "oldSelf cannot be used on the uncorrelatable portion of the schema within ")]
    public void FaultyRule_IsToldByItsPlace(string schema, string path, string detail)
    {
        var fault = CelSchemaRules.Compile(Document.Parse(schema).Root, isResource: false).Faults.ShouldHaveSingleItem();
        fault.Path.ShouldBe(path);
        fault.Detail.ShouldBe(detail);
    }

    [Fact]
    public void OptionalOldSelf_IsAskedOnCreationToo()
    {
        var rules = CelSchemaRules.Compile(Document.Parse("""{"type":"integer","x-kubernetes-validations":[{"rule":"oldSelf.hasValue() || self == 1","optionalOldSelf":true}]}""").Root, isResource: false);
        rules.Validate(Document.Parse("2").Root).Count.ShouldBe(1);
        rules.Validate(Document.Parse("2").Root, Document.Parse("3").Root).ShouldBeEmpty();
    }

    [Fact]
    public void Cost_CountsHowOftenARuleMayRun()
    {
        static ulong CostOf(string items) => CelSchemaRules.Compile(Document.Parse($$$"""{"type":"array","maxItems":{{{items}}},"items":{"type":"integer","x-kubernetes-validations":[{"rule":"self > 0"}]}}""").Root, isResource: false).Costs[0].Most;
        CostOf("10").ShouldBe(20UL);
        CostOf("1000").ShouldBe(2000UL);
    }

    private static IReadOnlyList<CelViolation> Validate(string self, string? old = null) =>
        Rules.Validate(Document.Parse(self).Root, old is null ? default : Document.Parse(old).Root);
}

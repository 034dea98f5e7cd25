using static Timonier.Api.Tests.CustomResources.TestDefinitions;

namespace Timonier.Api.Tests.CustomResources;

/// <summary>Rules in a schema, in the language of expressions.</summary>
public class ExpressionRuleTests
{
    private const string Tides = "/apis/harbour.example.com/v1/namespaces/default/tides";

    private static string TideWith(string rules, string low = "\"x-kubernetes-validations\":[]") => """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"tides.harbour.example.com"},
        "spec":{"group":"harbour.example.com","scope":"Namespaced","names":{"plural":"tides","kind":"Tide"},
          "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{
            "spec":{"type":"object","x-kubernetes-validations":@rules,"properties":{
              "low":{"type":"integer",@low},"high":{"type":"integer"},"names":{"type":"array","items":{"type":"string"}}}}}}}}]}}
        """.Replace("@rules", rules, StringComparison.Ordinal).Replace("@low", low, StringComparison.Ordinal);

    private static string TideOf(string spec) => $$$"""{"apiVersion":"harbour.example.com/v1","kind":"Tide","metadata":{"name":"t"},"spec":{{{spec}}}}""";

    [Theory]
    [InlineData("""[{"rule":"self.low <= self.high"}]""", """Tide.harbour.example.com "t" is invalid: spec: Invalid value: "object": failed rule: self.low <= self.high""")]
    [InlineData("""[{"rule":"self.low <= self.high","message":"low above high"}]""", """Tide.harbour.example.com "t" is invalid: spec: Invalid value: "object": low above high""")]
    [InlineData("""[{"rule":"self.low <= self.high","messageExpression":"self.low == 5 ? 'low is 5' : 'low is not 5'","reason":"FieldValueForbidden","fieldPath":".low"}]""", """Tide.harbour.example.com "t" is invalid: spec.low: Forbidden: low is 5""")]
    [InlineData("""[{"rule":"self.names[3] == 'a'"}]""", """Tide.harbour.example.com "t" is invalid: spec: Invalid value: "object": no such key: names evaluating rule: self.names[3] == 'a'""")]
    public async Task Rule_Broken_SaysWhatItsAuthorWrote(string rules, string message)
    {
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync(TideWith(rules));
        var (code, status) = await server.SendAsync(HttpMethod.Post, Tides, TideOf("""{"low":5,"high":3}"""));
        (code, status.Root["message"u8].AsString()).ShouldBe((422, message));
    }

    [Fact]
    public async Task TransitionRule_IsAskedOnUpdateOnly()
    {
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync(TideWith("""[{"rule":"self.high >= oldSelf.high","message":"never lower"}]"""));
        (await server.SendAsync(HttpMethod.Post, Tides, TideOf("""{"high":5}"""))).Code.ShouldBe(201);
        var (code, status) = await server.SendAsync(HttpMethod.Patch, Tides + "/t", """{"spec":{"high":4}}""", "application/merge-patch+json");
        (code, status.Root["message"u8].AsString()).ShouldBe((422, """Tide.harbour.example.com "t" is invalid: spec: Invalid value: "object": never lower"""));
        (await server.SendAsync(HttpMethod.Patch, Tides + "/t", """{"spec":{"high":6}}""", "application/merge-patch+json")).Code.ShouldBe(200);
    }

    [Fact]
    public async Task Rule_WithOptionalOldSelf_IsAskedOnCreationToo()
    {
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync(TideWith("""[{"rule":"oldSelf.hasValue() || self.high == 0","optionalOldSelf":true,"message":"begins at nought"}]"""));
        (await server.SendAsync(HttpMethod.Post, Tides, TideOf("""{"high":5}"""))).Code.ShouldBe(422);
        (await server.SendAsync(HttpMethod.Post, Tides, TideOf("""{"high":0}"""))).Code.ShouldBe(201);
    }

    [Fact]
    public async Task Rules_OfWhatStaysAsItWas_AreNotAskedAgain()
    {
        await using var server = await ApiServer.StartAsync();
        await server.DefineAsync(TideWith("[]"));
        (await server.SendAsync(HttpMethod.Post, Tides, TideOf("""{"low":50,"high":60}"""))).Code.ShouldBe(201);
        var stricter = TideWith("[]", "\"x-kubernetes-validations\":[{\"rule\":\"self < 10\",\"message\":\"too much\"}]");
        (await server.SendAsync(HttpMethod.Patch, Definitions + "/tides.harbour.example.com?fieldManager=t&force=true", stricter, "application/apply-patch+yaml")).Code.ShouldBe(200);
        var probe = TideOf("""{"low":50}""").Replace("\"t\"", "\"probe\"", StringComparison.Ordinal);
        while ((await server.SendAsync(HttpMethod.Post, Tides + "?dryRun=All", probe)).Code != 422) await Task.Yield();
        (await server.SendAsync(HttpMethod.Patch, Tides + "/t", """{"spec":{"high":61}}""", "application/merge-patch+json")).Code.ShouldBe(200);
        (await server.SendAsync(HttpMethod.Patch, Tides + "/t", """{"spec":{"low":51}}""", "application/merge-patch+json")).Code.ShouldBe(422);
    }

    [Theory]
    [InlineData("""[{"rule":"self.low <= self.depth"}]""", "spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule", "undefined field 'depth'")]
    [InlineData("""[{"rule":"self.names.all(a, self.names.all(b, a != b))"}]""", "spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule", "Forbidden: estimated rule cost exceeds budget by factor of more than 100x (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)")]
    [InlineData("""[{"rule":"self.low"}]""", "spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule", "must evaluate to a bool")]
    [InlineData("""[{"rule":""}]""", "spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule", "Required value: rule is not specified")]
    [InlineData("""[{"rule":"true","fieldPath":".nowhere"}]""", "spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].fieldPath", "fieldPath must be a valid path")]
    public async Task Definition_WithRuleThatCannotBe_IsRefused(string rules, string field, string message)
    {
        await using var server = await ApiServer.StartAsync();
        var (code, status) = await server.SendAsync(HttpMethod.Post, Definitions, TideWith(rules));
        code.ShouldBe(422);
        var cause = status.Root["details"u8]["causes"u8][0];
        cause["field"u8].AsString().ShouldBe(field);
        cause["message"u8].AsString().ShouldContain(message);
    }
}

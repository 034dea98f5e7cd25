using Timonier.Documents;

namespace Timonier.Cel.Tests;

public sealed class EstimateTests
{
    [Theory]
    // A bounded list: two to find it, for each item three and the predicate, one for the result.
    [InlineData("self.all(x, x > 0)", """{"type":"array","maxItems":10,"items":{"type":"integer"}}""", 2UL, 52UL)]
    [InlineData("self == 'a'", """{"type":"string","maxLength":100}""", 2UL, 2UL)]
    [InlineData("self == self", """{"type":"string","maxLength":10}""", 3UL, 6UL)]
    // Characters may take four bytes each, and the bound is in bytes.
    [InlineData("self.contains('abc')", """{"type":"string","maxLength":10}""", 1UL, 5UL)]
    [InlineData("self.size() > 1", """{"type":"object","additionalProperties":{"type":"string"}}""", 3UL, 3UL)]
    [InlineData("self.all(k, self[k] == 1)", """{"type":"object","maxProperties":4,"additionalProperties":{"type":"integer"}}""", 2UL, 30UL)]
    [InlineData("has(self.a) && self.a > 1", """{"type":"object","properties":{"a":{"type":"integer"}}}""", 1UL, 4UL)]
    [InlineData("self in ['aa', 'bb']", """{"type":"string","enum":["aa","bb"]}""", 13UL, 13UL)]
    public void Estimate_FollowsTheBoundsOfTheSchema(string rule, string schema, ulong least, ulong most)
    {
        var estimate = Estimate(rule, schema);
        (estimate.Least, estimate.Most).ShouldBe((least, most));
    }

    [Fact]
    public void Estimate_OfNestedLoopsOverUnboundedLists_IsBeyondTheLimit()
    {
        const string Schema = """{"type":"array","items":{"type":"string"}}""";
        Estimate("self.all(x, self.all(y, x == y))", Schema).Most.ShouldBeGreaterThan((ulong)CelCostLimits.EstimatePerRule);
        Estimate("self.all(x, x.size() < 5)", Schema).Most.ShouldBeLessThan((ulong)CelCostLimits.EstimatePerRule);
    }

    [Fact]
    public void Estimate_OfNestedLoopsOverBoundedLists_IsWithinTheLimit() =>
        Estimate("self.all(x, self.all(y, x == y))", """{"type":"array","maxItems":100,"items":{"type":"string","maxLength":50}}""").Most
            .ShouldBeLessThan((ulong)CelCostLimits.EstimatePerRule);

    [Fact]
    public void Estimate_OfAnUnboundedText_CountsTheLargestRequest() =>
        Estimate("self.matches('[a-z]+')", """{"type":"string"}""").Most.ShouldBe(1 + 314573UL * 2);

    [Fact]
    public void Estimate_NeverOverflows() =>
        Estimate("self.all(a, self.all(b, self.all(c, self.all(d, self.all(e, a == e)))))", """{"type":"array","items":{"type":"string"}}""").Most.ShouldBe(ulong.MaxValue);

    private static CelCost Estimate(string rule, string schema)
    {
        var type = CelSchema.ToType(Document.Parse(schema).Root)!;
        var compilation = new CelEnvironment().Declare("self", type).Compile(rule);
        compilation.Failure.ShouldBe("");
        return compilation.Program!.Estimate;
    }
}

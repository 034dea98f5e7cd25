using Timonier.Tests.Fuzzing;

namespace Timonier.Kernel.Tests;

public sealed class FieldSelectorFuzz(ITestOutputHelper output) : Fuzz(output)
{
    [Fact]
    public void Selector_AnyText_IsWrittenInAFormThatReadsBack() => Run(random =>
    {
        var text = Noise.Sample(random, "spec.nodeName=n1,status.phase!=Failed", "metadata.name==a", "a=\\,b,c=\\=", ",a=b,", "=x", "x!=");
        if (Attempt(text.Length, () => FieldSelector.TryParse(text, out var read, out var error) ? read : Refused(error)) is not { } selector) return;
        // Conditions stand in the order of their texts, of which there may be several.
        FieldSelector.Parse(selector.ToString()).Requirements.ShouldBe(selector.Requirements, ignoreOrder: true, text);
        var value = Noise.Text(random);
        selector.Matches(_ => value).ShouldBe(selector.Requirements.All(r => (r.Value == value) != r.Negated), text);
    });

    [Fact]
    public void Selector_AnyValue_IsEscaped() => Run(random =>
    {
        var wanted = new FieldRequirement("metadata.name", Noise.Text(random), random.Next(2) == 0);
        FieldSelector.Parse(wanted.ToString()).Requirements.ShouldBe([wanted]);
    });

    private static FieldSelector? Refused(string error)
    {
        error.ShouldNotBeEmpty();
        return null;
    }
}

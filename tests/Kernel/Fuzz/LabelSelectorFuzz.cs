using Timonier.Tests.Fuzzing;

namespace Timonier.Kernel.Tests;

public sealed class LabelSelectorFuzz(ITestOutputHelper output) : Fuzz(output)
{
    private static readonly string[] Keys = ["app", "tier", "example.com/a", "n"];
    private static readonly string[] Values = ["web", "", "5", "12", "a.b_c-d"];

    [Fact]
    public void Selector_AnyText_IsWrittenInAFormThatSelectsTheSame() => Run(random =>
    {
        var text = Noise.Sample(random, "app=web,tier in (front, back),!canary", "app!=web,n>4", "n<12,app", "tier notin (,a),app==x", "example.com/a in ()", "app=");
        if (Attempt(text.Length, () => LabelSelector.TryParse(text, out var read, out var error) ? read : Refused(error)) is not { } selector) return;
        var written = selector.ToString();
        LabelSelector.TryParse(written, out var back, out var why).ShouldBeTrue($"{text} was written as {written}: {why}");
        back.ShouldBe(selector, text);
        var labels = Keys.Where(_ => random.Next(2) == 0).ToDictionary(k => k, _ => Values[random.Next(Values.Length)], StringComparer.Ordinal);
        back.Matches(labels).ShouldBe(selector.Matches(labels), text);
        selector.Matches(labels).ShouldBe(selector.Requirements.All(r => r.Matches(labels.GetValueOrDefault(r.Key))), text);
    });

    private static LabelSelector? Refused(string error)
    {
        error.ShouldNotBeEmpty();
        return null;
    }
}

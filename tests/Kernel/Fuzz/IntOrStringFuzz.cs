using Timonier.Tests.Fuzzing;

namespace Timonier.Kernel.Tests;

public sealed class IntOrStringFuzz(ITestOutputHelper output) : Fuzz(output)
{
    [Fact]
    public void IntOrString_AnyText_ScalesWithinBounds() => Run(random =>
    {
        var text = Noise.Sample(random, "25%", "0%", "100%", "-5%", "http", "2147483647%", "80");
        var value = random.Next(2) == 0 ? new IntOrString(text) : new IntOrString(random.Next(int.MinValue, int.MaxValue));
        var total = random.Next();
        var scales = value.TryScale(total, roundUp: true, out var up);
        value.TryScale(total, roundUp: false, out var down).ShouldBe(scales, text);
        scales.ShouldBe(!value.IsText || value.IsPercent, text);
        down.ShouldBeInRange(up == int.MinValue ? up : up - 1, up, text);
        value.Scale(total, roundUp: true, otherwise: 7).ShouldBe(scales ? up : 7, text);
    });
}

using Timonier.Tests.Fuzzing;

namespace Timonier.Kernel.Tests;

public sealed class QuantityFuzz(ITestOutputHelper output) : Fuzz(output)
{
    [Fact]
    public void Quantity_AnyText_IsWrittenInAFormThatReadsBack() => Run(random =>
    {
        var text = Noise.Sample(random, "0", "1500m", "1.5Gi", "12e6", "-0.1", ".5", "1e-3", "100000000000n", "9223372036854775807Ki", "1E", "0.0000000001");
        if (Attempt(text.Length, () => Quantity.TryParse(text, out var read, out _) ? read : (Quantity?)null) is not { } quantity) return;
        var written = quantity.ToString();
        var back = Quantity.Parse(written);
        back.ShouldBe(quantity, text);
        back.ToString().ShouldBe(written, text);
        (quantity + back - back).ShouldBe(quantity, text);
        // Both hold at the limits of a long, which are not the same distance from zero.
        if (quantity.MilliValue is > -long.MaxValue and < long.MaxValue) (-quantity).MilliValue.ShouldBe(-quantity.MilliValue, text);
    });
}

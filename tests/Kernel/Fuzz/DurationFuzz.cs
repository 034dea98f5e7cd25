using Timonier.Tests.Fuzzing;

namespace Timonier.Kernel.Tests;

public sealed class DurationFuzz(ITestOutputHelper output) : Fuzz(output)
{
    [Fact]
    public void Duration_AnyText_IsWrittenInAFormThatReadsBack() => Run(random =>
    {
        var text = Noise.Sample(random, "0", "0s", "1h15m30.918s", "-1.5h", "100ms", "3us", "7µs", "200ns", "2562047h47m16.854775807s", "+.5s");
        if (Attempt(text.Length, () => GoDuration.TryParse(text, out var read) ? read : (TimeSpan?)null) is not { } duration) return;
        var written = GoDuration.Format(duration);
        GoDuration.TryParse(written, out var back).ShouldBeTrue(text);
        back.ShouldBe(duration, text);
        GoDuration.Format(back).ShouldBe(written, text);
    });
}

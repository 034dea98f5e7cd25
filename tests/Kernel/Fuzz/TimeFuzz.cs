using Timonier.Tests.Fuzzing;

namespace Timonier.Kernel.Tests;

public sealed class TimeFuzz(ITestOutputHelper output) : Fuzz(output)
{
    private static readonly string[] Samples = ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05.123456Z", "2024-02-29T23:59:59,5+02:00", "0000-01-01T00:00:00Z", "9999-12-31T3:59:59.999999999-24:60"];

    [Fact]
    public void Time_AnyText_IsWrittenInAFormThatReadsBack() => Run(random =>
    {
        var text = Noise.Sample(random, Samples);
        if (Attempt(text.Length, () => Seconds(text)) is { } time) Seconds(ApiTime.Seconds(time)).ShouldBe(time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond)), text);
        if (Attempt(text.Length, () => Micro(text)) is not { } exact) return;
        Micro(ApiTime.Micro(exact)).ShouldBe(exact.AddTicks(-(exact.Ticks % TimeSpan.TicksPerMicrosecond)), text);
        Seconds(text).ShouldBe(exact, text);
    });

    private static DateTimeOffset? Seconds(string text) => GoTime.TryParseSeconds(text, out var time, out var error) ? time : Refused(error, text);

    private static DateTimeOffset? Micro(string text) => GoTime.TryParseMicro(text, out var time, out var error) ? time : Refused(error, text);

    private static DateTimeOffset? Refused(string error, string text)
    {
        error.ShouldStartWith("parsing time \"", Case.Sensitive, text);
        return null;
    }
}

namespace Timonier.Kernel.Tests;

public class GoTimeTests
{
    [Theory]
    [InlineData("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z")]
    [InlineData("2026-01-02T03:04:05.9Z", "2026-01-02T03:04:05Z")]
    [InlineData("2026-01-02T03:04:05,25Z", "2026-01-02T03:04:05Z")]
    [InlineData("2026-01-02T3:04:05Z", "2026-01-02T03:04:05Z")]
    [InlineData("2026-01-02T00:04:05+02:00", "2026-01-01T22:04:05Z")]
    [InlineData("2026-01-02T00:00:00-24:60", "2026-01-03T01:00:00Z")]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z")]
    public void Seconds_AsGoTakesThem_AreTaken(string text, string written)
    {
        GoTime.TryParseSeconds(text, out var time, out _).ShouldBeTrue();
        ApiTime.Seconds(time).ShouldBe(written);
    }

    [Theory]
    [InlineData("today", " as \"2006-01-02T15:04:05Z07:00\": cannot parse \"today\" as \"2006\"")]
    [InlineData("", " as \"2006-01-02T15:04:05Z07:00\": cannot parse \"\" as \"2006\"")]
    [InlineData("2026/01/02T03:04:05Z", " as \"2006-01-02T15:04:05Z07:00\": cannot parse \"/01/02T03:04:05Z\" as \"-\"")]
    [InlineData("2026-1-02T03:04:05Z", " as \"2006-01-02T15:04:05Z07:00\": cannot parse \"1-02T03:04:05Z\" as \"01\"")]
    [InlineData("2026-01-02 03:04:05Z", " as \"2006-01-02T15:04:05Z07:00\": cannot parse \" 03:04:05Z\" as \"T\"")]
    [InlineData("2026-01-02T03:04:05", " as \"2006-01-02T15:04:05Z07:00\": cannot parse \"\" as \"Z07:00\"")]
    [InlineData("2026-01-02T03:04:05+0200", " as \"2006-01-02T15:04:05Z07:00\": cannot parse \"+0200\" as \"Z07:00\"")]
    [InlineData("2026-13-02T03:04:05Z", ": month out of range")]
    [InlineData("2026-02-29T03:04:05Z", ": day out of range")]
    [InlineData("2026-01-00T03:04:05Z", ": day out of range")]
    [InlineData("2026-01-02T24:04:05Z", ": hour out of range")]
    [InlineData("2026-01-02T03:60:05Z", ": minute out of range")]
    [InlineData("2026-01-02T03:04:60Z", ": second out of range")]
    [InlineData("2026-01-02T03:04:05+25:00", ": time zone offset hour out of range")]
    [InlineData("2026-01-02T03:04:05Zulu", ": extra text: \"ulu\"")]
    public void Seconds_OfAnyOtherForm_AreRefusedInGosWords(string text, string why)
    {
        GoTime.TryParseSeconds(text, out _, out var error).ShouldBeFalse();
        error.ShouldBe($"parsing time \"{text}\"{why}");
    }

    [Fact]
    public void Refusals_QuoteWhatIsNoAscii_ByteByByte()
    {
        GoTime.TryParseSeconds("\"é\n", out _, out var error).ShouldBeFalse();
        error.ShouldBe("""parsing time "\"\xc3\xa9\x0a" as "2006-01-02T15:04:05Z07:00": cannot parse "\"\xc3\xa9\x0a" as "2006" """.TrimEnd());
    }

    [Theory]
    [InlineData("2026-01-02T03:04:05.123456Z", "2026-01-02T03:04:05.123456Z")]
    [InlineData("2026-01-02T03:04:05,123456+01:00", "2026-01-02T02:04:05.123456Z")]
    public void Micro_WithSixDigits_IsTaken(string text, string written)
    {
        GoTime.TryParseMicro(text, out var time, out _).ShouldBeTrue();
        ApiTime.Micro(time).ShouldBe(written);
    }

    [Theory]
    [InlineData("2026-01-02T03:04:05Z", "Z", ".000000")]
    [InlineData("2026-01-02T03:04:05.12345Z", ".12345Z", ".000000")]
    [InlineData("2026-01-02T03:04:05.123456789Z", "789Z", "Z07:00")]
    public void Micro_WithMoreOrFewerDigits_IsRefusedInGosWords(string text, string rest, string element)
    {
        GoTime.TryParseMicro(text, out _, out var error).ShouldBeFalse();
        error.ShouldBe($"parsing time \"{text}\" as \"2006-01-02T15:04:05.000000Z07:00\": cannot parse \"{rest}\" as \"{element}\"");
    }
}

using Timonier.Kernel;

namespace Timonier.Kernel.Tests;

public class TextRulesTests
{
    [Fact]
    public void Names_Wrong_UseUpstreamsWords()
    {
        Names.Dns1123Label("a.b").ShouldBe(["must not contain dots"]);
        Names.Dns1123Subdomain("Web").ShouldBe([
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character "
            + "(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"]);
        Names.LabelKey("").ShouldBe([
            "name part must be non-empty",
            "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
            + "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"]);
        Names.PortName("a--b").ShouldBe(["must not contain consecutive hyphens"]);
        Names.PortNumber(0).ShouldBe(["must be between 1 and 65535, inclusive"]);
        Names.ConfigKey("..x").ShouldBe(["must not start with '..'"]);
    }

    [Theory]
    [InlineData("example.com/role")]
    [InlineData("app")]
    [InlineData("A_b.c-1")]
    public void LabelKey_Good_HasNoMessage(string key) => Names.LabelKey(key).ShouldBeEmpty();

    [Theory]
    [InlineData("10.9.8.7", true)]
    [InlineData("2001:db8::1", true)]
    [InlineData("10.9.8", false)]
    [InlineData("256.1.1.1", false)]
    [InlineData("web", false)]
    public void Ip_Text_IsAnAddressOrNot(string text, bool good) => Names.IsIp(text).ShouldBe(good);

    [Theory]
    [InlineData("1h15m30.918s")]
    [InlineData("0s")]
    [InlineData("1.5ms")]
    [InlineData("-2m0s")]
    public void GoDuration_Text_ComesBack(string text)
    {
        GoDuration.TryParse(text, out var duration).ShouldBeTrue();
        GoDuration.Format(duration).ShouldBe(text);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("s")]
    [InlineData("1x")]
    [InlineData("")]
    public void GoDuration_Malformed_IsRefused(string text) => GoDuration.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(125, "2m5s")]
    [InlineData(60 * 179, "179m")]
    [InlineData(3600 * 3 + 60, "3h1m")]
    [InlineData(3600 * 47, "47h")]
    [InlineData(3600 * 49, "2d1h")]
    [InlineData(86400 * 400, "400d")]
    [InlineData(86400 * 365 * 3, "3y")]
    public void HumanDuration_Age_HasUpstreamsForm(int seconds, string text) => HumanDuration.Format(TimeSpan.FromSeconds(seconds)).ShouldBe(text);

    [Theory]
    [InlineData("25%", 10, true, 3)]
    [InlineData("25%", 10, false, 2)]
    [InlineData("x", 10, true, 0)]
    public void IntOrString_Percent_IsScaled(string text, int total, bool up, int expected) => new IntOrString(text).Scale(total, up).ShouldBe(expected);

    [Fact]
    public void Fnv_KnownText_HasTheKnownHash() => Fnv.Hash32("a"u8).ShouldBe(0xe40c292cu);
}

using System.Text.RegularExpressions;
using Timonier.Tests.Fuzzing;

namespace Timonier.Kernel.Tests;

public sealed class NameFuzz(ITestOutputHelper output) : Fuzz(output)
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    [Fact]
    public void Name_AnyText_IsTakenAsTheRulesSay() => Run(random =>
    {
        var text = Noise.Sample(random, "web-1", "a.b.c", "example.com/name", "my_Value.1", "10.0.0.1", "2001:db8::1", "10.0.0.0/8", "http", "a..b", new string('a', 63), new string('b', 253));
        Names.IsDns1123Label(text).ShouldBe(text.Length <= 63 && Matches(text, "[a-z0-9]([-a-z0-9]*[a-z0-9])?"), text);
        Names.IsDns1123Subdomain(text).ShouldBe(text.Length <= 253 && Matches(text, @"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"), text);
        Names.IsDns1035Label(text).ShouldBe(text.Length <= 63 && Matches(text, "[a-z]([-a-z0-9]*[a-z0-9])?"), text);
        Names.IsLabelValue(text).ShouldBe(text.Length <= 63 && Matches(text, "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?"), text);
        Names.IsLabelKey(text).ShouldBe(text.Split('/') switch
        {
            [var name] => IsShortName(name),
            [var prefix, var name] => Names.IsDns1123Subdomain(prefix) && IsShortName(name),
            _ => false,
        }, text);
        if (Names.IsDns1035Label(text)) Names.IsDns1123Label(text).ShouldBeTrue(text);
        if (Names.IsDns1123Label(text)) Names.IsDns1123Subdomain(text).ShouldBeTrue(text);
        Names.IsIp(text).ShouldBe(Names.Ip(text).Length == 0, text);
        foreach (var error in (string[])[.. Names.PortName(text), .. Names.EnvName(text), .. Names.ConfigKey(text), .. Names.Percent(text), .. Names.HttpHeaderName(text)]) error.ShouldNotBeEmpty();
    });

    private static bool IsShortName(string name) => name.Length <= 63 && Matches(name, "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");

    private static bool Matches(string text, string form) => Regex.IsMatch(text, $"^({form})\\z", Linear | RegexOptions.ExplicitCapture);
}

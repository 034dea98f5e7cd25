using FsCheck;
using FsCheck.Fluent;
using Timonier.Kernel;

namespace Timonier.Kernel.Tests;

public class QuantityTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("1500m", "1500m")]
    [InlineData("2000m", "2")]
    [InlineData("0.1", "100m")]
    [InlineData("1.5Gi", "1536Mi")]
    [InlineData("1024Ki", "1Mi")]
    [InlineData("1000Ki", "1000Ki")]
    [InlineData("512", "512")]
    [InlineData("100000", "100k")]
    [InlineData("1e3", "1e3")]
    [InlineData("12E6", "12e6")]
    [InlineData("0.5Ki", "512")]
    [InlineData("-1.5", "-1500m")]
    [InlineData("0.0000000001", "1n")]
    [InlineData(".5", "500m")]
    public void ToString_AnyNotation_IsCanonical(string text, string canonical) => Quantity.Parse(text).ToString().ShouldBe(canonical);

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("1 ")]
    [InlineData("1kk")]
    [InlineData("1.2.3")]
    [InlineData("--1")]
    [InlineData("1ki")]
    [InlineData("m")]
    [InlineData("1e999999999")]
    public void TryParse_NotAQuantity_IsRefused(string text) => Quantity.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Parse_WrongSuffix_SaysSo() =>
        Should.Throw<FormatException>(() => Quantity.Parse("1kk")).Message.ShouldBe("unable to parse quantity's suffix");

    [Theory]
    [InlineData("1001m", 2, 1001)]
    [InlineData("64Mi", 67108864, 67108864000)]
    [InlineData("-1100m", -2, -1100)]
    public void Value_Fraction_IsRoundedAwayFromZero(string text, long value, long milli)
    {
        Quantity.Parse(text).Value.ShouldBe(value);
        Quantity.Parse(text).MilliValue.ShouldBe(milli);
    }

    [Fact]
    public void Sum_OfLongs_EqualsTheSumOfTheirQuantities() => Prop.ForAll<int, int>((a, b) =>
    {
        var sum = Quantity.OfMilli(a) + Quantity.OfMilli(b);
        return sum == Quantity.OfMilli((long)a + b) && sum - Quantity.OfMilli(b) == Quantity.OfMilli(a)
            && Quantity.OfMilli(a).CompareTo(Quantity.OfMilli(b)) == a.CompareTo(b);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Parse_CanonicalText_ComesBack() => Prop.ForAll<long, byte>((number, suffix) =>
    {
        string[] suffixes = ["n", "u", "m", "", "k", "M", "G", "Ki", "Mi", "Gi", "e3", "e-2"];
        var quantity = Quantity.Parse(number + suffixes[suffix % suffixes.Length]);
        return Quantity.Parse(quantity.ToString()) == quantity && Quantity.Parse(quantity.ToString()).ToString() == quantity.ToString();
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void TryParse_AnyText_NeverThrows() => Prop.ForAll<string>(text =>
        Quantity.TryParse(text, out var quantity) || quantity.IsZero).QuickCheckThrowOnFailure();
}

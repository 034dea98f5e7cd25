namespace Timonier.Kernel.Tests;

public class GoNumberTests
{
    // 1e29 is a little less than that in seventeen digits.
    [Theory]
    [InlineData(1e29, "1e+29")]
    [InlineData(-1e29, "-1e+29")]
    [InlineData(1e23, "1e+23")]
    [InlineData(0, "0")]
    [InlineData(0.1, "0.1")]
    [InlineData(0.000001, "0.000001")]
    [InlineData(0.00000015, "1.5e-7")]
    [InlineData(100, "100")]
    [InlineData(123.45, "123.45")]
    [InlineData(1e20, "100000000000000000000")]
    [InlineData(double.MaxValue, "1.7976931348623157e+308")]
    [InlineData(double.Epsilon, "5e-324")]
    public void Json_AnyNumber_IsGosShortestForm(double value, string text) => GoNumber.Json(value).ShouldBe(text);

    [Theory]
    [InlineData(1e6, "1e+06")]
    [InlineData(123456, "123456")]
    [InlineData(0.00001, "1e-05")]
    public void General_LargeOrSmall_HasTwoDigitsOfExponent(double value, string text) => GoNumber.General(value).ShouldBe(text);
}

using System.Globalization;
using System.Text.RegularExpressions;
using Timonier.Tests.Fuzzing;

namespace Timonier.Kernel.Tests;

public sealed class NumberFuzz(ITestOutputHelper output) : Fuzz(output)
{
    [Fact]
    public void Number_AnyBits_IsWrittenInAFormThatReadsBack() => Run(random =>
    {
        var value = random.Next(3) switch
        {
            0 => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)),
            1 => Math.Pow(10, random.Next(-30, 30)) * random.Next(-9, 10),
            _ => random.NextInt64(long.MinValue, long.MaxValue) / Math.Pow(10, random.Next(0, 25)),
        };
        if (!double.IsFinite(value)) return;
        foreach (var text in (string[])[GoNumber.Json(value), GoNumber.General(value)])
        {
            double.Parse(text, CultureInfo.InvariantCulture).ShouldBe(value, text);
            Regex.IsMatch(text, "^-?(0|[1-9][0-9]*)(\\.[0-9]*[1-9])?(e[+-][0-9]+)?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture).ShouldBeTrue(text);
        }
    });
}

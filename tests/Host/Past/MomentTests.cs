using Timonier.Host.Configuration;
using Timonier.Host.Verbs.Past;

namespace Timonier.Host.Tests.Past;

public sealed class MomentTests
{
    [Theory]
    [InlineData("12", "?after=12")]
    [InlineData("10m", "?since=2026-01-31T11%3A50%3A00.000Z")]
    [InlineData("2026-01-31T13:30:00+02:00", "?since=2026-01-31T11%3A30%3A00.000Z")]
    public void Moment_InEachForm_IsAskedFor(string text, string query) => Moment.Parse(text, new Noon()).AsStart().ShouldBe(query);

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    public void Moment_InNone_IsRefused(string text) => Should.Throw<ConfigException>(() => Moment.Parse(text, new Noon()));

    private sealed class Noon : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
    }
}

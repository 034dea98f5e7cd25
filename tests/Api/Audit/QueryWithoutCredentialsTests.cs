using Timonier.Api.Audit;

namespace Timonier.Api.Tests.Audit;

public sealed class QueryWithoutCredentialsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("?", "?")]
    [InlineData("?limit=1&labelSelector=token%3Dx", "?limit=1&labelSelector=token%3Dx")]
    [InlineData("?access_token=abc&limit=1", "?access_token=REDACTED&limit=1")]
    [InlineData("?a&Pass%77ord=x%3Dy&token=", "?a&Pass%77ord=REDACTED&token=REDACTED")]
    public void Query_IsToldWithoutWhatCredentialsSay(string query, string told) => QueryWithoutCredentials.Of(query).ShouldBe(told);
}

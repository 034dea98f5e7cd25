using System.Text;
using Microsoft.AspNetCore.Http;
using Timonier.Api.Health;

namespace Timonier.Api.Tests.Health;

public sealed class HealthAnswersTests
{
    private static readonly HealthAnswers Good = new([new Check("etcd", true), new Check("poststarthook/roles", true), new Check("shutdown", false)]);
    private static readonly HealthAnswers Ending = new([new Check("etcd", true), new Check("shutdown", false, "process is shutting down")]);

    [Theory]
    [InlineData("/readyz", "", "ok")]
    [InlineData("/readyz/", "?verbose", "[+]ping ok\n[+]etcd ok\n[+]poststarthook/roles ok\n[+]shutdown ok\nreadyz check passed\n")]
    [InlineData("/livez", "?verbose=true", "[+]ping ok\n[+]etcd ok\n[+]poststarthook/roles ok\nlivez check passed\n")]
    [InlineData("/healthz", "?verbose", "[+]ping ok\n[+]etcd ok\n[+]poststarthook/roles ok\nhealthz check passed\n")]
    [InlineData("/livez", "?verbose&exclude=etcd&exclude=b&exclude=a",
        "[+]ping ok\n[+]etcd excluded: ok\n[+]poststarthook/roles ok\nwarn: some health checks cannot be excluded: no matches for \"a\",\"b\"\nlivez check passed\n")]
    [InlineData("/readyz/ping", "", "ok")]
    [InlineData("/readyz/poststarthook/roles", "", "ok")]
    public async Task GoodServer_Asked_AnswersInUpstreamsWords(string path, string query, string expected) =>
        (await AskAsync(Good, path, query)).ShouldBe((200, expected));

    [Theory]
    [InlineData("/readyz", "", 500, "[+]ping ok\n[+]etcd ok\n[-]shutdown failed: reason withheld\nreadyz check failed\n")]
    [InlineData("/readyz", "?exclude=shutdown", 200, "ok")]
    [InlineData("/livez", "", 200, "ok")]
    [InlineData("/readyz/shutdown", "", 500, "internal server error: process is shutting down\n")]
    [InlineData("/livez/shutdown", "", 404, "404 page not found\n")]
    [InlineData("/readyz/other", "", 404, "404 page not found\n")]
    public async Task EndingServer_Asked_FailsReadinessAlone(string path, string query, int code, string expected) =>
        (await AskAsync(Ending, path, query)).ShouldBe((code, expected));

    [Theory]
    [InlineData("/readyz", true)]
    [InlineData("/livez/", true)]
    [InlineData("/readyz/etcd", false)]
    [InlineData("/metrics", false)]
    public void Path_IsOpenToEveryone_ForTheSumsOnly(string path, bool expected) => HealthAnswers.IsOpen(path).ShouldBe(expected);

    private static async Task<(int Code, string Text)> AskAsync(HealthAnswers answers, string path, string query)
    {
        var body = new MemoryStream();
        var context = new DefaultHttpContext { Request = { Path = path, QueryString = new QueryString(query) }, Response = { Body = body } };
        await answers.WriteAsync(context, TestContext.Current.CancellationToken);
        return (context.Response.StatusCode, Encoding.UTF8.GetString(body.ToArray()));
    }

    private sealed class Check(string name, bool countsForLiveness, string? wrong = null) : IHealthCheck
    {
        public string Name => name;
        public bool CountsForLiveness => countsForLiveness;
        public ValueTask<string?> CheckAsync(CancellationToken cancellation) => ValueTask.FromResult(wrong);
    }
}

namespace Timonier.Api.Tests.Pipeline;

public sealed class ServerReportTests
{
    [Fact]
    public async Task Metrics_CountRequests_UnderUpstreamsNames()
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"a"}}""");
        await server.SendAsync(HttpMethod.Get, "/api/v1/namespaces/default/configmaps/a");
        await server.SendAsync(HttpMethod.Get, "/api/v1/namespaces/default/invented");
        using var response = await server.AskAsync(HttpMethod.Get, "/metrics");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        const string Labels = "component=\"apiserver\",dry_run=\"\",group=\"\",resource=\"configmaps\",scope=";
        text.ShouldContain($"apiserver_request_total{{code=\"201\",{Labels}\"namespace\",subresource=\"\",verb=\"CREATE\",version=\"v1\"}} 1\n");
        text.ShouldContain($"apiserver_request_total{{code=\"200\",{Labels}\"resource\",subresource=\"\",verb=\"GET\",version=\"v1\"}} 1\n");
        text.ShouldContain($"apiserver_request_duration_seconds_count{{{Labels}\"resource\",subresource=\"\",verb=\"GET\",version=\"v1\"}} 1\n");
        text.ShouldContain("apiserver_current_inflight_requests{request_kind=\"readOnly\"} 0\n");
        text.ShouldContain("# TYPE apiserver_storage_size_bytes gauge\n");
        text.ShouldNotContain("invented");
    }

    [Fact]
    public async Task ComponentStatuses_AreAllHealthy_AndWarnOfTheirAge()
    {
        await using var server = await ApiServer.StartAsync();
        using var response = await server.AskAsync(HttpMethod.Get, "/api/v1/componentstatuses");
        response.Headers.GetValues("Warning").ShouldBe(["299 - \"v1 ComponentStatus is deprecated in v1.19+\""]);
        var (_, list) = await ApiServer.ReadAsync(response);
        list.Kind.ShouldBe("ComponentStatusList");
        var told = new List<string>();
        foreach (var item in list.Root["items"u8].Items) told.Add($"{item["metadata"u8]["name"u8].AsString()} {item["conditions"u8][0]["type"u8].AsString()} {item["conditions"u8][0]["status"u8].AsString()}");
        told.ShouldBe(["controller-manager Healthy True", "etcd-0 Healthy True", "scheduler Healthy True"]);
        (await server.SendAsync(HttpMethod.Get, "/api/v1/componentstatuses/etcd-0")).Body.Root["conditions"u8][0]["message"u8].AsString().ShouldBe("ok");
        (await server.SendAsync(HttpMethod.Get, "/api/v1/componentstatuses/other")).Code.ShouldBe(404);
    }
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Timonier.Api.Bench;

/// <summary>What clients do most: create, get, list, watch. ConfigMaps of 1 KiB; the client's own work is in every figure.</summary>
internal sealed class ApiMeasures(BenchServer server, ResultTable table)
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Deployments = "/apis/apps/v1/namespaces/default/deployments";
    private static readonly string Value = new('x', 1024);

    public async Task CreatesAsync(string prefix, int count, int writers)
    {
        var meter = Meter.Start();
        await InParallelAsync(count, writers, async i => await CreateAsync($"{prefix}-{i}"));
        table.Add($"creates, {writers} at once", $"{count / meter.Seconds:N0}/s", meter.CpuPer(count));
    }

    public async Task GetsAsync(int count, int readers, int objects)
    {
        var meter = Meter.Start();
        await InParallelAsync(count, readers, async i => await server.Http.GetByteArrayAsync($"{ConfigMaps}/c-{i % objects}"));
        table.Add($"gets, {readers} at once", $"{count / meter.Seconds:N0}/s", meter.CpuPer(count));
    }

    public async Task ListsAsync(int count, string accept, string name)
    {
        var bytes = 0L;
        var meter = Meter.Start();
        for (var i = 0; i < count; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, ConfigMaps) { Version = server.Http.DefaultRequestVersion };
            request.Headers.TryAddWithoutValidation("Accept", accept);
            using var response = await server.Http.SendAsync(request);
            bytes += (await response.Content.ReadAsByteArrayAsync()).Length;
        }
        table.Add(name, $"{meter.Seconds * 1000 / count:N0} ms, {bytes / 1e6 / meter.Seconds:N0} MB/s", meter.CpuPer(count));
    }

    public async Task PagesAsync(int count, int limit, string name)
    {
        var meter = Meter.Start();
        for (var i = 0; i < count; i++)
        {
            var rest = "";
            do
            {
                using var answer = JsonDocument.Parse(await server.Http.GetByteArrayAsync($"{ConfigMaps}?limit={limit}&continue={Uri.EscapeDataString(rest)}"));
                rest = answer.RootElement.GetProperty("metadata").TryGetProperty("continue", out var token) ? token.GetString()! : "";
            }
            while (rest.Length > 0);
        }
        table.Add(name, $"{meter.Seconds * 1000 / count:N0} ms", meter.CpuPer(count));
    }

    public async Task DeletesAsync(string prefix, int count, int writers)
    {
        var meter = Meter.Start();
        await InParallelAsync(count, writers, async i => (await server.Http.DeleteAsync($"{ConfigMaps}/{prefix}-{i}")).EnsureSuccessStatusCode());
        table.Add($"deletes, {writers} at once", $"{count / meter.Seconds:N0}/s", meter.CpuPer(count));
    }

    /// <summary>What the process holds for many pods of about 4 KB: store, index and the documents that reads share.</summary>
    public async Task PodsInMemoryAsync(int count, int writers)
    {
        await SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"default"} }""", "application/json");
        var before = Held();
        await InParallelAsync(count, writers, async i => await SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/pods", Pod($"p-{i}"), "application/json"));
        var bytes = (await server.Http.GetByteArrayAsync("/api/v1/namespaces/default/pods/p-0")).Length;
        table.Add($"memory of the whole process with {count:N0} pods of {bytes:N0} bytes more", $"{before / 1e6:N0} to {Held() / 1e6:N0} MB", "");
    }

    private static long Held()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true);
        return Environment.WorkingSet;
    }

    public async Task WatchesAsync(int watchers, int writes)
    {
        var from = server.Revision;
        var readers = new List<Task>();
        for (var i = 0; i < watchers; i++)
        {
            var response = await server.Http.GetAsync($"{ConfigMaps}?watch=true&resourceVersion={from}", HttpCompletionOption.ResponseHeadersRead);
            readers.Add(DrainAsync(response, writes));
        }
        var meter = Meter.Start();
        await InParallelAsync(writes, 16, async i => await CreateAsync($"w{watchers}-{i}"));
        await Task.WhenAll(readers);
        var deliveries = (long)watchers * writes;
        table.Add($"watch deliveries to {watchers} watchers, the {writes:N0} writes included", $"{deliveries / meter.Seconds:N0}/s", meter.CpuPer(deliveries));
    }

    /// <summary>Changes one value of each object in turn, as a whole or by a merge patch.</summary>
    public async Task UpdatesAsync(int count, int writers, int objects)
    {
        var meter = Meter.Start();
        await InParallelAsync(count, writers, async i => await SendAsync(HttpMethod.Put, $"{ConfigMaps}/c-{i % objects}", ConfigMap($"c-{i % objects}", i), "application/json"));
        table.Add($"updates, {writers} at once", $"{count / meter.Seconds:N0}/s", meter.CpuPer(count));
        meter = Meter.Start();
        await InParallelAsync(count, writers, async i => await SendAsync(HttpMethod.Patch, $"{ConfigMaps}/c-{i % objects}", $$$"""{"data":{"n":"p{{{i}}}"} }""", "application/merge-patch+json"));
        table.Add($"merge patches, {writers} at once", $"{count / meter.Seconds:N0}/s", meter.CpuPer(count));
    }

    /// <summary>Deployments of 30 fields: the status that a controller writes again and again.</summary>
    public async Task StatusesAsync(int count, int writers, int objects)
    {
        await InParallelAsync(objects, writers, async i => await SendAsync(HttpMethod.Post, Deployments, Deployment($"d-{i}", "1"), "application/json"));
        var meter = Meter.Start();
        await InParallelAsync(count, writers, async i =>
            await SendAsync(HttpMethod.Patch, $"{Deployments}/d-{i % objects}/status", $$$"""{"status":{"replicas":{{{i}}} } }""", "application/merge-patch+json"));
        table.Add($"status patches of a Deployment, {writers} at once", $"{count / meter.Seconds:N0}/s", meter.CpuPer(count));
    }

    /// <summary>The same Deployments applied with a new image each time, and with nothing new.</summary>
    public async Task AppliesAsync(int count, int writers, int objects)
    {
        foreach (var (what, tag) in ((string, Func<int, string>)[])[("with a new image", i => $"a{i}"), ("with nothing new", i => $"a{count - objects + (i % objects)}")])
        {
            var meter = Meter.Start();
            await InParallelAsync(count, writers, async i =>
                await SendAsync(HttpMethod.Patch, $"{Deployments}/d-{i % objects}?fieldManager=bench&force=true", Deployment($"d-{i % objects}", tag(i)), "application/apply-patch+yaml"));
            table.Add($"applies of a Deployment {what}, {writers} at once", $"{count / meter.Seconds:N0}/s", meter.CpuPer(count));
        }
    }

    private async Task SendAsync(HttpMethod method, string path, string body, string media)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue(media) } };
        using var request = new HttpRequestMessage(method, path) { Content = content, Version = server.Http.DefaultRequestVersion, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var response = await server.Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    private static string ConfigMap(string name, int number) =>
        $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"},"data":{"k":"{{{Value}}}","n":"{{{number}}}"} }""";

    private static string Deployment(string name, string tag) => $$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{{name}}}","labels":{"app":"web","tier":"front"}},"spec":{"replicas":3,"selector":{"matchLabels":{"app":"web"}},
        "template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"web","image":"web:{{{tag}}}","ports":[{"containerPort":80},{"containerPort":443}],
        "env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],"resources":{"requests":{"cpu":"100m","memory":"64Mi"}},"readinessProbe":{"httpGet":{"path":"/","port":80} } },
        {"name":"side","image":"side:1"}]} } } }
        """;

    private static string Pod(string name) => $$$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","labels":{"app":"web"},"annotations":{"note":"{{{Value}}}{{{Value}}}"} },
        "spec":{"containers":[{"name":"web","image":"web:1","ports":[{"containerPort":80}],"env":[{"name":"A","value":"1"}],"resources":{"requests":{"cpu":"10m"} } }]} }
        """;

    private static async Task DrainAsync(HttpResponseMessage response, int events)
    {
        using (response)
        {
            await using var stream = await response.Content.ReadAsStreamAsync();
            var buffer = new byte[64 * 1024];
            for (var seen = 0; seen < events;)
            {
                var read = await stream.ReadAsync(buffer);
                if (read == 0) throw new IOException("a watch ended before its last event");
                seen += buffer.AsSpan(0, read).Count((byte)'\n');
            }
        }
    }

    private Task CreateAsync(string name) => SendAsync(HttpMethod.Post, ConfigMaps, ConfigMap(name, 0), "application/json");

    private static async Task InParallelAsync(int count, int workers, Func<int, Task> work)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, workers).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next)) await work(i);
        }));
    }
}

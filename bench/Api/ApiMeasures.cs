using System.Globalization;
using System.Text.Json;

namespace Timonier.Api.Bench;

/// <summary>What clients do most: create, get, list, watch. ConfigMaps of 1 KiB; processor time is the server's alone.</summary>
internal sealed partial class ApiMeasures(BenchClient client, ResultTable table, string prefix)
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Deployments = "/apis/apps/v1/namespaces/default/deployments";
    private static readonly string Value = new('x', 1024);

    public async Task CreatesAsync(int count, int writers)
    {
        var meter = client.Meter();
        await InParallelAsync(count, writers, async i => await CreateAsync($"{prefix}-{i}"));
        table.Add($"creates, {writers} at once", $"{count / meter.Seconds:N0}/s", meter.CpuPer(count));
    }

    public async Task GetsAsync(int count, int readers, int objects)
    {
        var meter = client.Meter();
        await InParallelAsync(count, readers, async i => await client.Http.GetByteArrayAsync($"{ConfigMaps}/{prefix}-{i % objects}"));
        table.Add($"gets, {readers} at once", $"{count / meter.Seconds:N0}/s", meter.CpuPer(count));
    }

    public async Task ListsAsync(int count, string accept, string name)
    {
        var bytes = 0L;
        var meter = client.Meter();
        for (var i = 0; i < count; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, ConfigMaps) { Version = client.Http.DefaultRequestVersion };
            request.Headers.TryAddWithoutValidation("Accept", accept);
            using var response = await client.Http.SendAsync(request);
            bytes += (await response.Content.ReadAsByteArrayAsync()).Length;
        }
        table.Add(name, $"{meter.Seconds * 1000 / count:N0} ms, {bytes / 1e6 / meter.Seconds:N0} MB/s", meter.CpuPer(count));
    }

    public async Task PagesAsync(int count, int limit, string name)
    {
        var meter = client.Meter();
        for (var i = 0; i < count; i++)
        {
            var rest = "";
            do
            {
                using var answer = JsonDocument.Parse(await client.Http.GetByteArrayAsync($"{ConfigMaps}?limit={limit}&continue={Uri.EscapeDataString(rest)}"));
                rest = answer.RootElement.GetProperty("metadata").TryGetProperty("continue", out var token) ? token.GetString()! : "";
            }
            while (rest.Length > 0);
        }
        table.Add(name, $"{meter.Seconds * 1000 / count:N0} ms", meter.CpuPer(count));
    }

    public async Task DeletesAsync(int count, int writers)
    {
        var meter = client.Meter();
        await InParallelAsync(count, writers, async i => await DeleteAsync($"{prefix}-{i}"));
        table.Add($"deletes, {writers} at once", $"{count / meter.Seconds:N0}/s", meter.CpuPer(count));
    }

    /// <summary>What the process holds for many pods of about 4 KB: store, index and the documents that reads share.</summary>
    public async Task PodsInMemoryAsync(int count, int writers)
    {
        await client.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"default"} }""", "application/json");
        var before = await HeldAsync(client);
        await InParallelAsync(count, writers, async i => await client.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/pods", Pod($"p-{i}"), "application/json"));
        var bytes = (await client.Http.GetByteArrayAsync("/api/v1/namespaces/default/pods/p-0")).Length;
        table.Add($"memory of the server's process with {count:N0} pods of {bytes:N0} bytes more", $"{before / 1e6:N0} to {await HeldAsync(client) / 1e6:N0} MB", "");
    }

    public static async Task<long> HeldAsync(BenchClient client) => long.Parse(await client.Http.GetStringAsync(BenchServer.HeldPath), CultureInfo.InvariantCulture);

    public async Task WatchesAsync(int watchers, int writes)
    {
        using var newest = JsonDocument.Parse(await client.Http.GetByteArrayAsync($"{ConfigMaps}?limit=1"));
        var from = newest.RootElement.GetProperty("metadata").GetProperty("resourceVersion").GetString();
        var readers = new List<Task>();
        for (var i = 0; i < watchers; i++)
        {
            var response = await client.Http.GetAsync($"{ConfigMaps}?watch=true&resourceVersion={from}", HttpCompletionOption.ResponseHeadersRead);
            readers.Add(DrainAsync(response, writes));
        }
        var meter = client.Meter();
        await InParallelAsync(writes, 16, async i => await CreateAsync($"{prefix}-w-{i}"));
        await Task.WhenAll(readers);
        var deliveries = (long)watchers * writes;
        table.Add($"watch deliveries to {watchers} watchers, the {writes:N0} writes included", $"{deliveries / meter.Seconds:N0}/s", meter.CpuPer(deliveries));
        await InParallelAsync(writes, 16, async i => await DeleteAsync($"{prefix}-w-{i}"));
    }

    /// <summary>Changes one value of each object in turn, as a whole or by a merge patch.</summary>
    public async Task UpdatesAsync(int count, int writers)
    {
        var meter = client.Meter();
        await InParallelAsync(count, writers, async i => await client.SendAsync(HttpMethod.Put, $"{ConfigMaps}/{prefix}-{i}", ConfigMap($"{prefix}-{i}", i), "application/json"));
        table.Add($"updates, {writers} at once", $"{count / meter.Seconds:N0}/s", meter.CpuPer(count));
        meter = client.Meter();
        await InParallelAsync(count, writers, async i => await client.SendAsync(HttpMethod.Patch, $"{ConfigMaps}/{prefix}-{i}", $$$"""{"data":{"n":"p{{{i}}}"} }""", "application/merge-patch+json"));
        table.Add($"merge patches, {writers} at once", $"{count / meter.Seconds:N0}/s", meter.CpuPer(count));
    }

    /// <summary>Deployments of 30 fields: the status that a controller writes again and again; then applied with a new image each time, and with nothing new.</summary>
    public async Task AppliesAsync(int count, int writers, int objects)
    {
        await InParallelAsync(objects, writers, async i => await client.SendAsync(HttpMethod.Post, Deployments, Deployment($"{prefix}-{i}", "1"), "application/json"));
        var meter = client.Meter();
        await InParallelAsync(count, writers, async i =>
            await client.SendAsync(HttpMethod.Patch, $"{Deployments}/{prefix}-{i % objects}/status", $$$"""{"status":{"replicas":{{{i}}} } }""", "application/merge-patch+json"));
        table.Add($"status patches of a Deployment, {writers} at once", $"{count / meter.Seconds:N0}/s", meter.CpuPer(count));
        foreach (var (what, tag) in ((string, Func<int, string>)[])[("with a new image", i => $"a{i}"), ("with nothing new", i => $"a{count - objects + (i % objects)}")])
        {
            meter = client.Meter();
            await InParallelAsync(count, writers, async i =>
                await client.SendAsync(HttpMethod.Patch, $"{Deployments}/{prefix}-{i % objects}?fieldManager=bench&force=true", Deployment($"{prefix}-{i % objects}", tag(i)), "application/apply-patch+yaml"));
            table.Add($"applies of a Deployment {what}, {writers} at once", $"{count / meter.Seconds:N0}/s", meter.CpuPer(count));
        }
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

    private async Task DeleteAsync(string name)
    {
        using var response = await client.Http.DeleteAsync($"{ConfigMaps}/{name}");
        response.EnsureSuccessStatusCode();
    }

    private Task CreateAsync(string name) => client.SendAsync(HttpMethod.Post, ConfigMaps, ConfigMap(name, 0), "application/json");

    public static async Task InParallelAsync(int count, int workers, Func<int, Task> work)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, workers).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next)) await work(i);
        }));
    }
}

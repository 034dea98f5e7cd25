using System.Net.Http.Headers;
using System.Text;

namespace Timonier.Api.Bench;

/// <summary>What clients do most: create, get, list, watch. ConfigMaps of 1 KiB; the client's own work is in every figure.</summary>
internal sealed class ApiMeasures(BenchServer server, ResultTable table)
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
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
        await InParallelAsync(writes, 16, async i => await CreateAsync($"w-{i}"));
        await Task.WhenAll(readers);
        var deliveries = (long)watchers * writes;
        table.Add($"watch deliveries to {watchers} watchers, the {writes:N0} writes included", $"{deliveries / meter.Seconds:N0}/s", meter.CpuPer(deliveries));
    }

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

    private async Task CreateAsync(string name)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"},"data":{"k":"{{{Value}}}"}}"""));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await server.Http.PostAsync(new Uri(ConfigMaps, UriKind.Relative), content);
        response.EnsureSuccessStatusCode();
    }

    private static async Task InParallelAsync(int count, int workers, Func<int, Task> work)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, workers).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next)) await work(i);
        }));
    }
}

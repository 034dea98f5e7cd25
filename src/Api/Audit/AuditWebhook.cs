using System.Net.Http.Headers;

namespace Timonier.Api.Audit;

/// <summary>Events as an EventList, posted to somebody who gathers them; tried again while that one is away or busy.</summary>
/// <param name="http">With the address, the trust and the credentials of the receiver.</param>
/// <param name="first">The wait before the second attempt; each further one is half as long again.</param>
/// <param name="time">The clock of the waits.</param>
public sealed class AuditWebhook(HttpClient http, TimeSpan first, TimeProvider time) : IAuditBackend
{
    private const int Attempts = 5;
    private const double Growth = 1.5;
    private static readonly byte[] Head = """{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":["""u8.ToArray();

    public byte[] Encode(AuditEvent told) => AuditJson.Write(told);

    public async ValueTask SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> events, CancellationToken cancellation)
    {
        var body = Join(events);
        var wait = first;
        for (var attempt = 1; ; attempt++)
        {
            var fault = await TryAsync(body, cancellation);
            if (fault is null) return;
            if (attempt == Attempts || !fault.Value.Passes) throw new IOException($"{http.BaseAddress}: {fault.Value.Why}");
            await Task.Delay(wait, time, cancellation);
            wait *= Growth;
        }
    }

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<(string Why, bool Passes)?> TryAsync(byte[] body, CancellationToken cancellation)
    {
        try
        {
            using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var response = await http.PostAsync((Uri?)null, content, cancellation);
            if (response.IsSuccessStatusCode) return null;
            var code = (int)response.StatusCode;
            return ($"it answered {code}", code is 429 or >= 500);
        }
        catch (HttpRequestException e)
        {
            return (e.Message, true);
        }
        catch (TaskCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            return (e.Message, true);
        }
    }

    private static byte[] Join(IReadOnlyList<ReadOnlyMemory<byte>> events)
    {
        using var body = new MemoryStream();
        body.Write(Head);
        for (var i = 0; i < events.Count; i++)
        {
            if (i > 0) body.WriteByte((byte)',');
            body.Write(events[i].Span);
        }
        body.Write("]}"u8);
        return body.ToArray();
    }
}

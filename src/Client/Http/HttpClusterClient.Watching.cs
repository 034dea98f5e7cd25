using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Client.Http;

public sealed partial class HttpClusterClient
{
    public async IAsyncEnumerable<WatchEvent> WatchAsync(ResourceName resource, string @namespace, WatchQuery query, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, RequestPath.Of(resource, @namespace) + RequestPath.Of(query));
        request.Headers.Accept.ParseAdd("application/json");
        var (response, refusal) = await OpenAsync(request, cancellation);
        if (response is null)
        {
            yield return new WatchEvent(WatchEventType.Error, HttpStatus.Document(refusal!));
            yield break;
        }
        using (response)
        {
            var lines = PipeReader.Create(await response.Content.ReadAsStreamAsync(cancellation));
            while (await ReadLineAsync(lines, cancellation) is { } line)
            {
                var change = Document.Parse(line).Root;
                yield return new WatchEvent(TypeOf(change["type"u8].AsString()), Document.Parse(change["object"u8].Raw));
            }
            await lines.CompleteAsync();
        }
    }

    private async Task<(HttpResponseMessage? Response, Status? Refusal)> OpenAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (response.IsSuccessStatusCode) return (response, null);
            using (response) return (null, HttpStatus.Of(response, await response.Content.ReadAsByteArrayAsync(cancellation)));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (null, HttpStatus.Unreachable(e));
        }
    }

    /// <summary>One event is one line; null at the end of the stream, also when the connection broke.</summary>
    private static async Task<byte[]?> ReadLineAsync(PipeReader reader, CancellationToken cancellation)
    {
        while (true)
        {
            ReadResult read;
            try
            {
                read = await reader.ReadAsync(cancellation);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                return null;
            }
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = read.Buffer.Slice(0, end).ToArray();
                reader.AdvanceTo(read.Buffer.GetPosition(1, end));
                if (line.Length > 0) return line;
                continue;
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            // What is left without its line end was cut off in the middle; the watch is resumed before it.
            if (read.IsCompleted) return null;
        }
    }

    private static WatchEventType TypeOf(string type) => type switch
    {
        "ADDED" => WatchEventType.Added,
        "MODIFIED" => WatchEventType.Modified,
        "DELETED" => WatchEventType.Deleted,
        "BOOKMARK" => WatchEventType.Bookmark,
        _ => WatchEventType.Error,
    };
}

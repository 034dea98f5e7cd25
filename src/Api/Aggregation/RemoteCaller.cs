using System.Globalization;
using Timonier.Api.Webhooks;

namespace Timonier.Api.Aggregation;

/// <summary>Asks the servers of remote group versions; no answer is longer or later than it may be.</summary>
internal sealed class RemoteCaller(TargetClients clients, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>In this server's own name.</summary>
    public ValueTask<RemoteAnswer> GetAsync(WebhookTarget target, string path, string accept, int limit, CancellationToken cancellation) =>
        AskAsync(target, HttpMethod.Get, path, SpokenFor.HeadersOf(SpokenFor.Aggregator)!.Append(new("Accept", accept)), null, limit, cancellation);

    public async ValueTask<RemoteAnswer> AskAsync(
        WebhookTarget target, HttpMethod method, string path, IEnumerable<KeyValuePair<string, string>> headers, HttpContent? body, int limit, CancellationToken cancellation)
    {
        var address = AddressOf(target) + path;
        using var deadline = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            using var request = new HttpRequestMessage(method, address) { Content = body };
            foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
            using var response = await clients.Of(target).SendAsync(request, both.Token);
            if (await BoundedBody.ReadAsync(response.Content, limit, both.Token) is not { } told)
                return RemoteAnswer.Failed(string.Create(CultureInfo.InvariantCulture, $"the answer is longer than {limit} bytes"));
            var fault = response.IsSuccessStatusCode ? "" : string.Create(CultureInfo.InvariantCulture, $"bad status from {address}: {(int)response.StatusCode}");
            return new RemoteAnswer((int)response.StatusCode, told, response.Content.Headers.ContentType?.ToString() ?? "", fault);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return RemoteAnswer.Failed($"{Verb(method)} \"{address}\": context deadline exceeded");
        }
        catch (UnresolvedServiceException e)
        {
            return RemoteAnswer.Failed(e.Message);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return RemoteAnswer.Failed($"{Verb(method)} \"{address}\": {WebhookFaults.Of(e)}");
        }
    }

    /// <summary>Where the server is, under the name that its certificate must be for.</summary>
    public static string AddressOf(WebhookTarget target) => string.Create(CultureInfo.InvariantCulture, $"https://{target.Service}.{target.Namespace}.svc:{target.Port}");

    // As upstream's messages have it: Get, Delete.
    private static string Verb(HttpMethod method) => method.Method[0] + method.Method[1..].ToLowerInvariant();
}

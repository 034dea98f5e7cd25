using System.Globalization;
using System.Net;
using Timonier.Api.Webhooks;

namespace Timonier.Api.Aggregation;

/// <summary>Asks the servers of remote group versions in this server's own name; no answer is longer or later than it may be.</summary>
internal sealed class RemoteCaller(TargetClients clients, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async ValueTask<RemoteAnswer> GetAsync(WebhookTarget target, string path, string accept, int limit, CancellationToken cancellation)
    {
        var address = AddressOf(target) + path;
        using var deadline = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.TryAddWithoutValidation("Accept", accept);
            foreach (var (name, value) in SpokenFor.HeadersOf(SpokenFor.Aggregator)!) request.Headers.TryAddWithoutValidation(name, value);
            using var response = await clients.Of(target).SendAsync(request, both.Token);
            if (response.StatusCode is < HttpStatusCode.OK or >= HttpStatusCode.MultipleChoices)
                return RemoteAnswer.Failed(string.Create(CultureInfo.InvariantCulture, $"bad status from {address}: {(int)response.StatusCode}"));
            if (await BoundedBody.ReadAsync(response.Content, limit, both.Token) is not { } body)
                return RemoteAnswer.Failed(string.Create(CultureInfo.InvariantCulture, $"the answer is longer than {limit} bytes"));
            return new RemoteAnswer(body, response.Content.Headers.ContentType?.ToString() ?? "", "");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return RemoteAnswer.Failed($"Get \"{address}\": context deadline exceeded");
        }
        catch (UnresolvedServiceException e)
        {
            return RemoteAnswer.Failed(e.Message);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return RemoteAnswer.Failed($"Get \"{address}\": {WebhookFaults.Of(e)}");
        }
    }

    /// <summary>Where the server is, under the name that its certificate must be for.</summary>
    public static string AddressOf(WebhookTarget target) => string.Create(CultureInfo.InvariantCulture, $"https://{target.Service}.{target.Namespace}.svc:{target.Port}");
}

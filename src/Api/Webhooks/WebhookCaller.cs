using System.Net;
using System.Net.Http.Headers;
using Timonier.Api.Storage;
using Timonier.Api.Subresources;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Webhooks;

/// <summary>
/// Calls webhooks, of admission and of conversion alike. A service is reached at the address of one of its ready
/// pods, under its own name; connections are kept for as long as the target says the same, authorities included.
/// Nothing is followed elsewhere, and no answer is longer or later than it may be.
/// </summary>
public sealed class WebhookCaller(StoredObjects objects, IPodConnector pods, IIdSource ids, TimeProvider time)
{
    /// <summary>Bytes of an answer: room for a list of objects as large as a request may be, several times over.</summary>
    public const int MaxAnswer = 16 * 1024 * 1024;
    private readonly TargetClients clients = new(new ServiceEndpoints(objects, pods, ids), time);

    /// <summary>Posts a JSON object and reads one back, all of it within <paramref name="timeout"/>.</summary>
    public async ValueTask<WebhookAnswer> PostAsync(WebhookTarget target, ReadOnlyMemory<byte> json, TimeSpan timeout, CancellationToken cancellation)
    {
        var address = target.Address(timeout);
        using var deadline = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address)
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
                Content = new ReadOnlyMemoryContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            };
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            if (target.Credentials.Bearer is { Length: > 0 } bearer) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
            using var response = await clients.Of(target).SendAsync(request, both.Token);
            if (response.StatusCode is < HttpStatusCode.OK or >= HttpStatusCode.MultipleChoices) return WebhookAnswer.Failed(WebhookFaults.Of(response.StatusCode));
            return await ReadAsync(response.Content, both.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Failed("context deadline exceeded");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UriFormatException)
        {
            return Failed(WebhookFaults.Of(e));
        }

        WebhookAnswer Failed(string cause) => WebhookAnswer.Failed($"Post {GoText.Quote(address)}: {cause}");
    }

    private static async ValueTask<WebhookAnswer> ReadAsync(HttpContent content, CancellationToken cancellation)
    {
        if (await BoundedBody.ReadAsync(content, MaxAnswer, cancellation) is not { } answer) return WebhookAnswer.Failed($"the answer is longer than {MaxAnswer} bytes");
        try
        {
            var document = Document.Parse(answer);
            return document.Root.IsObject ? WebhookAnswer.Of(document) : WebhookAnswer.Failed("the answer is no JSON object");
        }
        catch (DocumentSyntaxException)
        {
            // What it says instead is nobody's business: it may come from where no webhook should be.
            return WebhookAnswer.Failed("couldn't get version/kind; json parse error: the answer is no JSON");
        }
    }
}

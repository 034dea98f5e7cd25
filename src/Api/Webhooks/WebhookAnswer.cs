using Timonier.Documents;

namespace Timonier.Api.Webhooks;

/// <summary>What came of a call: the JSON object that was answered, or why there is none.</summary>
/// <param name="Fault">In the words that Go's client has for it; empty for a success.</param>
public sealed record WebhookAnswer(Document? Body, string Fault)
{
    public static WebhookAnswer Of(Document body) => new(body, "");

    public static WebhookAnswer Failed(string fault) => new(null, fault);
}

namespace Timonier.Api.Webhooks;

/// <summary>By what a webhook knows us.</summary>
/// <param name="CertificatePem">Shown in the handshake, with its key; empty: none.</param>
/// <param name="KeyPem">The key of that certificate.</param>
/// <param name="Bearer">A token sent with every call; empty: none.</param>
public sealed record WebhookCredentials(string CertificatePem, string KeyPem, string Bearer)
{
    public static WebhookCredentials None { get; } = new("", "", "");

    // Credentials have no business in logs, and records would write them there.
    public override string ToString() => "webhook credentials";
}

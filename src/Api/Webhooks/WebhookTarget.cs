using System.Globalization;
using Timonier.Documents;

namespace Timonier.Api.Webhooks;

/// <summary>Where a webhook is, and whom to believe that it is it: the <c>clientConfig</c> of whoever registered it.</summary>
/// <param name="Url">The whole address; empty for a service of the cluster.</param>
/// <param name="CaBundle">PEM in base64, as it is written there; empty for the authorities of the system.</param>
public sealed record WebhookTarget(string Url, string Namespace, string Service, int Port, string Path, string CaBundle)
{
    private const int StandardPort = 443;

    public WebhookCredentials Credentials { get; init; } = WebhookCredentials.None;

    public bool IsService => Url.Length == 0;

    /// <summary>Whoever answers is believed, whatever it shows; for what people have said is a test.</summary>
    public bool IsUnverified { get; init; }

    public static WebhookTarget Of(Node clientConfig)
    {
        var service = clientConfig["service"u8];
        return new WebhookTarget(
            clientConfig["url"u8].AsString(),
            service["namespace"u8].AsString(),
            service["name"u8].AsString(),
            service["port"u8].AsInt32OrNull() ?? StandardPort,
            service["path"u8].AsString(),
            clientConfig["caBundle"u8].AsString());
    }

    /// <summary>The address of a request that is given so much time; the other side may read it there.</summary>
    public string Address(TimeSpan timeout)
    {
        var address = IsService ? string.Create(CultureInfo.InvariantCulture, $"https://{Service}.{Namespace}.svc:{Port}{(Path.StartsWith('/') ? "" : "/")}{Path}") : Url;
        return string.Create(CultureInfo.InvariantCulture, $"{address}?timeout={(long)timeout.TotalSeconds}s");
    }
}

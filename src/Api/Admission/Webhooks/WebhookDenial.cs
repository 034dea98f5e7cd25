using System.Collections.Immutable;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission.Webhooks;

/// <summary>The answer to a write that a webhook does not want: its own status, with its name before its words.</summary>
internal static class WebhookDenial
{
    private const int Longest = 32 * 1024;

    public static Status Of(string name, Node result)
    {
        var (message, reason, code) = (result["message"u8].AsString(), result["reason"u8].AsString(), result["code"u8].AsInt32OrNull() ?? 0);
        var deniedBy = $"admission webhook {GoText.Quote(name)} denied the request";
        var why = message.Length > 0 ? ": " + message : reason.Length > 0 ? ": " + reason : " without explanation";
        if (why.Length > Longest) why = why[..Longest];
        return new Status(code is < 400 or > 599 ? 400 : code, reason, deniedBy + why) { Details = DetailsOf(result["details"u8]) };
    }

    private static StatusDetails? DetailsOf(Node details)
    {
        if (!details.IsObject) return null;
        var causes = ImmutableArray.CreateBuilder<StatusCause>();
        foreach (var cause in details["causes"u8].Items) causes.Add(new StatusCause(cause["reason"u8].AsString(), cause["message"u8].AsString(), cause["field"u8].AsString()));
        return new StatusDetails
        {
            Name = details["name"u8].AsString(),
            Group = details["group"u8].AsString(),
            Kind = details["kind"u8].AsString(),
            Uid = details["uid"u8].AsString(),
            RetryAfterSeconds = details["retryAfterSeconds"u8].AsInt32OrNull() ?? 0,
            Causes = causes.ToImmutable(),
        };
    }
}

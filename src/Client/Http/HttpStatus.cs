using System.Collections.Immutable;
using System.Text;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Client.Http;

/// <summary>Answers of a server as <see cref="Status"/>, and back as the document that ends a watch.</summary>
internal static class HttpStatus
{
    private const int LongestQuote = 512;

    public static Status Of(HttpResponseMessage response, byte[] body)
    {
        var code = (int)response.StatusCode;
        try
        {
            var root = Documents.Document.Parse(body).Root;
            if (root["kind"u8].TextEquals("Status"u8)) return Read(root, code);
        }
        catch (DocumentSyntaxException)
        {
            // Not from the API itself (a proxy, perhaps): the text is all there is to tell.
        }
        return new Status(code, response.ReasonPhrase ?? "", Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, LongestQuote))));
    }

    public static Status Unreachable(Exception why) => new(503, "ServiceUnavailable", $"the server cannot be reached: {why.Message}");

    public static Document Document(Status status) => new DraftObject
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new DraftObject(),
        ["status"] = "Failure",
        ["message"] = status.Message,
        ["reason"] = status.Reason,
        ["code"] = status.Code,
    }.ToDocument();

    private static Status Read(Node root, int code)
    {
        var details = root["details"u8];
        var causes = ImmutableArray.CreateBuilder<StatusCause>();
        foreach (var cause in details["causes"u8].Items)
            causes.Add(new StatusCause(cause["reason"u8].AsString(), cause["message"u8].AsString(), cause["field"u8].AsString()));
        return new Status(root["code"u8].AsInt32OrNull() ?? code, root["reason"u8].AsString(), root["message"u8].AsString())
        {
            Details = !details.Exists ? null : new StatusDetails
            {
                Name = details["name"u8].AsString(),
                Group = details["group"u8].AsString(),
                Kind = details["kind"u8].AsString(),
                Uid = details["uid"u8].AsString(),
                RetryAfterSeconds = details["retryAfterSeconds"u8].AsInt32(),
                Causes = causes.ToImmutable(),
            },
        };
    }
}

using System.Net;
using System.Security.Authentication;

namespace Timonier.Api.Webhooks;

/// <summary>Why a call failed, in the words of Go's client. What the other side wrote is not repeated.</summary>
internal static class WebhookFaults
{
    public static string Of(HttpStatusCode code) => code switch
    {
        HttpStatusCode.BadRequest => "the server rejected our request for an unknown reason",
        HttpStatusCode.Unauthorized => "the server has asked for the client to provide credentials",
        HttpStatusCode.Forbidden => "unknown",
        HttpStatusCode.NotFound => "the server could not find the requested resource",
        HttpStatusCode.MethodNotAllowed => "the server does not allow this method on the requested resource",
        HttpStatusCode.NotAcceptable => "the server was unable to respond with a content type that the client supports",
        HttpStatusCode.UnsupportedMediaType => "the body of the request was in an unknown format",
        HttpStatusCode.TooManyRequests => "the server has received too many requests and has asked us to try again later",
        HttpStatusCode.ServiceUnavailable => "the server is currently unable to handle the request",
        HttpStatusCode.GatewayTimeout => "the server was unable to return a response in the time allotted, but may still be processing the request",
        >= HttpStatusCode.InternalServerError => "an error on the server (\"unknown\") has prevented the request from succeeding",
        _ => $"the server responded with the status code {(int)code} but did not return more information",
    };

    public static string Of(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
            if (cause is AuthenticationException) return "tls: failed to verify certificate: x509: certificate is not trusted by the CA bundle, has expired, or is for another name";
        return failure is HttpRequestException && failure.InnerException is { } inner ? inner.Message : failure.Message;
    }
}

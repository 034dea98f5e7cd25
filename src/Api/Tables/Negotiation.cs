using Microsoft.AspNetCore.Http;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Tables;

/// <summary>Accept headers: the first clause, by weight and then by place, that can be answered.</summary>
internal static class Negotiation
{
    private static readonly MediaEncoding[] Encodings = [MediaEncoding.Json, MediaEncoding.Yaml, MediaEncoding.Protobuf];
    private static readonly string[] Offered = [.. Encodings.Select(e => new MediaChoice(AnswerForm.Whole, e).ContentType)];

    // YAML has no form in which one event can be told from the next.
    private static readonly string[] Streamed = [Offered[0] + ";stream=watch", Offered[2] + ";stream=watch"];

    /// <summary>The choice, or the 406 that names what there is.</summary>
    /// <param name="kind">What is asked for; null for what is of no kind.</param>
    public static (MediaChoice? Choice, Status? Failure) Choose(HttpRequest request, Kind? kind = null, bool streams = false)
    {
        var accept = request.Headers.Accept.ToString();
        var choice = accept is "" or "application/json" or "*/*"
            ? MediaChoice.Json
            : AcceptClause.ParseAll(accept).Select(clause => Answer(clause, kind is { IsCustom: true })).FirstOrDefault(c => c is not null && (kind?.Allows("get") != false || c.Form != AnswerForm.Table));
        if (choice is null || (streams && choice.Encoding == MediaEncoding.Yaml)) return (null, Status.NotAcceptable(streams ? Streamed : Offered));
        return (!streams && choice is { Encoding: MediaEncoding.Json, Pretty: false } && WantsPretty(request) ? choice with { Pretty = true } : choice, null);
    }

    private static MediaChoice? Answer(AcceptClause clause, bool isCustom)
    {
        var at = Array.FindIndex(Offered, clause.Takes);
        if (at < 0) return null;
        // Custom objects are known by their JSON only; what they are turned into is not.
        if (isCustom && !clause.Converts && Encodings[at] == MediaEncoding.Protobuf) return clause.Takes(Offered[0]) ? MediaChoice.Json : null;
        if (!clause.Converts) return new MediaChoice(AnswerForm.Whole, Encodings[at], Pretty: clause.Pretty);
        if (clause is not { Group: "meta.k8s.io", Version: "v1" or "v1beta1" }) return null;
        AnswerForm? form = clause.As switch
        {
            "Table" => AnswerForm.Table,
            "PartialObjectMetadata" => AnswerForm.Metadata,
            "PartialObjectMetadataList" => AnswerForm.MetadataList,
            _ => null,
        };
        return form is { } known ? new MediaChoice(known, Encodings[at], clause.Version, clause.Pretty) : null;
    }

    // Who looks at answers without a tool in between gets them laid out, unless they say how they want them.
    private static bool WantsPretty(HttpRequest request)
    {
        if (request.Query["pretty"].ToString() is { Length: > 0 } said) return said is "1" or "t" or "T" or "true" or "TRUE" or "True";
        var agent = request.Headers.UserAgent.ToString();
        return agent.StartsWith("curl", StringComparison.Ordinal) || agent.StartsWith("Wget", StringComparison.Ordinal) || agent.StartsWith("Mozilla/5.0", StringComparison.Ordinal);
    }
}

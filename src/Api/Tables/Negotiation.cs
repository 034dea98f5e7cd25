using System.Globalization;
using Microsoft.AspNetCore.Http;
using Timonier.Kernel;

namespace Timonier.Api.Tables;

/// <summary>Accept headers: the first clause, by weight and then by place, that can be answered.</summary>
internal static class Negotiation
{
    private static readonly string[] Offered = ["application/json", "application/yaml"];

    /// <summary>The choice, or the 406 that names what there is.</summary>
    public static (MediaChoice? Choice, Status? Failure) Choose(HttpRequest request, bool streams = false)
    {
        var accept = request.Headers.Accept.ToString();
        if (accept is "" or "application/json" or "*/*") return (MediaChoice.Json, null);
        foreach (var clause in accept.Split(',').Select(Clause.Parse).OrderByDescending(c => c.Weight))
            if (Answer(clause, streams) is { } choice) return (choice, null);
        return (null, Status.NotAcceptable(streams ? [.. Offered.Select(o => o + ";stream=watch")] : Offered));
    }

    private static MediaChoice? Answer(Clause clause, bool streams)
    {
        var yaml = clause.Media == "application/yaml";
        if (!(yaml && !streams) && clause.Media is not ("application/json" or "application/*" or "*/*")) return null;
        if (clause.As.Length == 0) return clause.Group.Length == 0 && clause.Version.Length == 0 ? new MediaChoice(AnswerForm.Whole, yaml) : null;
        if (clause is not { Group: "meta.k8s.io", Version: "v1" or "v1beta1" }) return null;
        AnswerForm? form = clause.As switch
        {
            "Table" => AnswerForm.Table,
            "PartialObjectMetadata" => AnswerForm.Metadata,
            "PartialObjectMetadataList" => AnswerForm.MetadataList,
            _ => null,
        };
        return form is { } known ? new MediaChoice(known, yaml, clause.Version) : null;
    }

    private sealed record Clause(string Media, string As, string Group, string Version, double Weight)
    {
        public static Clause Parse(string text)
        {
            var parts = text.Split(';', StringSplitOptions.TrimEntries);
            var clause = new Clause(parts[0].ToLowerInvariant(), "", "", "", 1);
            foreach (var part in parts.Skip(1))
            {
                var equals = part.IndexOf('=', StringComparison.Ordinal);
                if (equals < 0) continue;
                var value = part[(equals + 1)..].Trim('"');
                clause = part[..equals] switch
                {
                    "as" => clause with { As = value },
                    "g" => clause with { Group = value },
                    "v" => clause with { Version = value },
                    "q" => clause with { Weight = double.TryParse(value, CultureInfo.InvariantCulture, out var weight) ? weight : 1 },
                    _ => clause,
                };
            }
            return clause;
        }
    }
}

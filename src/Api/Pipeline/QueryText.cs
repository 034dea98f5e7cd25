using System.Globalization;
using Microsoft.AspNetCore.Http;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Pipeline;

/// <summary>Query parameters into options; null with a Status when a value makes no sense.</summary>
internal static class QueryText
{
    public static (ListOptions? Options, Status? Failure) ListOptionsOf(IQueryCollection query)
    {
        if (!LabelSelector.TryParse(query["labelSelector"], out var labels, out var error)) return (null, Status.BadRequest(error));
        if (!FieldSelector.TryParse(query["fieldSelector"], out var fields, out error)) return (null, Status.BadRequest(error));
        if (Number(query, "limit", out var limit) is { } unlimited) return (null, unlimited);
        if (Number(query, "timeoutSeconds", out var timeout) is { } untimed) return (null, untimed);
        return (new ListOptions
        {
            Labels = labels,
            Fields = fields,
            Limit = (int)Math.Clamp(limit ?? 0, 0, int.MaxValue),
            TimeoutSeconds = (int)Math.Clamp(timeout ?? 0, 0, int.MaxValue),
            Continue = query["continue"].ToString(),
            ResourceVersion = query["resourceVersion"].ToString(),
            ResourceVersionMatch = query["resourceVersionMatch"].ToString(),
            AllowBookmarks = Truth(query, "allowWatchBookmarks") ?? false,
            SendInitialEvents = Truth(query, "sendInitialEvents"),
        }, null);
    }

    public static (DeleteOptions? Options, Status? Failure) DeleteOptionsOf(IQueryCollection query)
    {
        if (Number(query, "gracePeriodSeconds", out var grace) is { } wrong) return (null, wrong);
        var options = new DeleteOptions
        {
            GracePeriodSeconds = grace,
            PropagationPolicy = query["propagationPolicy"].ToString(),
            OrphanDependents = Truth(query, "orphanDependents"),
            DryRun = query["dryRun"].Contains("All"),
            IgnoresReadError = Truth(query, OptionChecks.IgnoreReadError) == true,
        };
        return OptionChecks.OfDelete(options, query["dryRun"]) is { } refused ? (null, refused) : (options, null);
    }

    /// <summary>Options in a body; those in the query then count for nothing, as upstream has it.</summary>
    public static (DeleteOptions? Options, Status? Failure) DeleteOptionsOf(Node body)
    {
        var dryRun = new List<string>();
        foreach (var value in body["dryRun"u8].Items) dryRun.Add(value.AsString());
        var options = new DeleteOptions
        {
            GracePeriodSeconds = body["gracePeriodSeconds"u8].AsInt64OrNull(),
            PropagationPolicy = body["propagationPolicy"u8].AsString(),
            OrphanDependents = body["orphanDependents"u8].AsBoolOrNull(),
            PreconditionUid = body["preconditions"u8]["uid"u8].AsString(),
            PreconditionResourceVersion = body["preconditions"u8]["resourceVersion"u8].AsString(),
            DryRun = dryRun.Contains("All"),
            IgnoresReadError = body[OptionChecks.IgnoreReadError].AsBool(),
        };
        return OptionChecks.OfDelete(options, dryRun.ToArray()) is { } refused ? (null, refused) : (options, null);
    }

    /// <summary>As upstream reads it: the first value counts, and all but <c>false</c> and <c>0</c> is true (Python says <c>True</c>).</summary>
    public static bool? Truth(IQueryCollection query, string name) => query.TryGetValue(name, out var values) ? IsTrue(values.Count > 0 ? values[0] : "") : null;

    public static bool IsTrue(string? value) => value is null || !(value.Equals("false", StringComparison.OrdinalIgnoreCase) || value == "0");

    private static Status? Number(IQueryCollection query, string name, out long? value)
    {
        value = null;
        if (!query.TryGetValue(name, out var values) || values is not [{ } text, ..]) return null;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            value = number;
            return null;
        }
        var digits = text.TrimStart('+', '-');
        var fault = digits.Length > 0 && digits.All(char.IsAsciiDigit) ? "value out of range" : "invalid syntax";
        return Status.BadRequest($"strconv.ParseInt: parsing {GoText.Quote(text)}: {fault}");
    }
}

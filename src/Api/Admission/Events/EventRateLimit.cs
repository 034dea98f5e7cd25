using System.Collections.Immutable;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission.Events;

/// <summary>
/// Bounds how fast events are written, by as many limits as the configuration has; each counts all that comes by it.
/// The events of both groups are one, so a limit is for both.
/// </summary>
internal sealed class EventRateLimit(IReadOnlyList<EventLimit> limits, TimeProvider time) : AdmissionStep
{
    private readonly ImmutableArray<EventBuckets> buckets = [.. limits.Select(l => new EventBuckets(l, time))];

    public override string Name => "EventRateLimit";

    public override ValueTask<Status?> CheckAsync(AdmissionCall call, CancellationToken cancellation)
    {
        if (!(call.IsCreate || call.IsUpdate) || call.Call.DryRun || call.Qualified is not ("events" or "events.events.k8s.io") || call.Wanted is not { } wanted) return default;
        List<string>? refused = null;
        foreach (var limit in buckets)
        {
            var key = KeyOf(limit.Type, call, wanted);
            if (!limit.Take(key)) (refused ??= []).Add($"limit reached on type {limit.Type} for key {key}");
        }
        return ValueTask.FromResult(refused is null ? null : Status.TooManyRequests("Too many requests: " + Together(refused)));
    }

    private static string Together(List<string> refused) => refused.Count == 1 ? refused[0] : $"[{string.Join(", ", refused)}]";

    private static string KeyOf(EventLimitType type, AdmissionCall call, Document wanted) => type switch
    {
        EventLimitType.Server => "",
        EventLimitType.Namespace => call.Call.Namespace,
        EventLimitType.User => call.Call.User.Name,
        _ => SourceAndObject(wanted.Root),
    };

    private static string SourceAndObject(Node happened)
    {
        var source = happened["source"u8].Exists ? happened["source"u8] : happened["deprecatedSource"u8];
        var about = happened["involvedObject"u8].Exists ? happened["involvedObject"u8] : happened["regarding"u8];
        return string.Concat(
        [
            source["component"u8].AsString(), source["host"u8].AsString(), about["kind"u8].AsString(), about["namespace"u8].AsString(), about["name"u8].AsString(),
            about["uid"u8].AsString(), about["apiVersion"u8].AsString(),
        ]);
    }
}

using Timonier.Client;
using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Timonier.Contracts.Cluster;
using Timonier.Node.Containers;
using Timonier.Node.Pods;

namespace Timonier.Node.Volumes;

/// <summary>
/// Tokens of service accounts, bound to the pods that carry them. Each is replaced when 80 % of its life are over,
/// at the latest after a day.
/// </summary>
internal sealed partial class PodTokens(IClusterClient client, TimeProvider time, IIdSource chance, ILogger logger)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(60);
    private const int MaxJitterSeconds = 10;
    private readonly ConcurrentDictionary<(string Uid, string Audience, long Seconds), PodToken> tokens = new();

    /// <param name="pod">Who carries it.</param>
    /// <param name="audience">Whom it is meant for; empty: the API.</param>
    /// <param name="seconds">How long it is asked to live.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <exception cref="ConfigurationException">There is none, and none that is still good.</exception>
    public async Task<PodToken> GetAsync(PodDefinition pod, string audience, long seconds, CancellationToken cancellation)
    {
        var key = (pod.Uid, audience, seconds);
        var now = time.GetUtcNow();
        var present = tokens.GetValueOrDefault(key);
        if (present is not null && now < present.RefreshAt) return present;
        var account = pod.Spec["serviceAccountName"u8].AsStringOrNull() is { Length: > 0 } said ? said : "default";
        var made = await client.CreateAsync(CoreResources.ServiceAccounts, pod.Namespace, Request(pod, audience, seconds), new WriteQuery { Subresource = "token", Name = account }, cancellation);
        if (made.IsSuccess) return tokens[key] = Read(made.Value, now, seconds);
        if (present is null || now >= present.Expires) throw new ConfigurationException($"failed to fetch token: {made.Failure.Message}");
        LogKept(logger, pod.LongName, present.Expires, made.Failure.Message);
        return tokens[key] = present with { RefreshAt = now + RetryAfter };
    }

    public void Forget(string podUid)
    {
        foreach (var key in tokens.Keys.Where(k => k.Uid == podUid)) tokens.TryRemove(key, out _);
    }

    private PodToken Read(Document answer, DateTimeOffset now, long asked)
    {
        // The server may grant another life than was asked for.
        var life = TimeSpan.FromSeconds(answer.Spec["expirationSeconds"u8].AsInt64OrNull() ?? asked);
        var expires = answer.Status["expirationTimestamp"u8].AsTime() ?? now + life;
        var refresh = expires - life + (life * 0.8 < Longest ? life * 0.8 : Longest);
        // Many pods start together; their tokens need not be renewed together.
        return new PodToken(answer.Status["token"u8].AsString(), expires, refresh - TimeSpan.FromSeconds(chance.NextDouble() * MaxJitterSeconds));
    }

    private static DraftObject Request(PodDefinition pod, string audience, long seconds)
    {
        var spec = new DraftObject
        {
            ["expirationSeconds"] = seconds,
            ["boundObjectRef"] = new DraftObject { ["kind"] = "Pod", ["apiVersion"] = "v1", ["name"] = pod.Name, ["uid"] = pod.Uid },
        };
        if (audience.Length > 0) spec["audiences"] = new DraftArray([audience]);
        return new DraftObject { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "TokenRequest", ["spec"] = spec };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Token of pod {Pod} is good until {Expires} and is kept: no new one was given: {Reason}")]
    private static partial void LogKept(ILogger logger, string pod, DateTimeOffset expires, string reason);
}

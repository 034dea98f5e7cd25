using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Timonier.Api.Pipeline;
using Timonier.Contracts.Cluster;
using Timonier.Kernel;

namespace Timonier.Api.Audit;

/// <summary>Tells of requests as the policy says. Where there is none of this nothing of it is made or asked.</summary>
internal sealed class Auditing : IAsyncDisposable
{
    public const string IdHeader = "Audit-ID";
    private const int LongestAgent = 1024;
    private readonly AuditPolicy policy;
    private readonly TimeProvider time;
    private readonly IIdSource ids;
    private readonly AuditQueue[] outputs;

    public Auditing(AuditConfig config, TimeProvider time, IIdSource ids, ILoggerFactory loggers)
    {
        (policy, this.time, this.ids) = (config.Policy, time, ids);
        outputs = [.. config.Outputs.Select(o => new AuditQueue(o, Metrics, time, loggers.CreateLogger<AuditQueue>()))];
    }

    public AuditMetrics Metrics { get; } = new();

    /// <summary>What goes with the request from now on; null: nothing is told of it.</summary>
    /// <param name="context">The request, whose answer gets the id.</param>
    /// <param name="aim">What it wants.</param>
    /// <param name="user">Who sent it; null when that could not be found out.</param>
    /// <param name="received">When it came.</param>
    public AuditTrail? Begin(HttpContext context, RequestAim aim, UserInfo? user, DateTimeOffset received)
    {
        var request = context.Request;
        var id = request.Headers[IdHeader].ToString() is { Length: > 0 } said ? said : ids.NextUid();
        context.Response.Headers[IdHeader] = id;
        var question = new AuditQuestion(user, aim);
        var rule = policy.RuleFor(question);
        Metrics.Count(rule?.Level ?? AuditLevel.None);
        if (rule is null) return null;
        var agent = request.Headers.UserAgent.ToString();
        var trail = new AuditTrail(rule, new AuditEvent
        {
            Level = rule.Level,
            Id = id,
            Stage = AuditStage.RequestReceived,
            RequestUri = (aim.Path.Length > 0 ? request.Path.ToUriComponent() : "/") + QueryWithoutCredentials.Of(request.QueryString.Value ?? ""),
            Verb = aim.Verb,
            Received = received,
            At = received,
            User = user,
            SourceIps = SourcesOf(context),
            UserAgent = agent.Length > LongestAgent ? agent[..LongestAgent] + "...TRUNCATED" : agent,
            Object = aim.Place is { } place ? new AuditObject(place.Resource, question.Namespace, place.Name, place.Subresource) : null,
        });
        context.Features.Set(trail);
        return trail;
    }

    /// <summary>False: it had to be told, and could not be.</summary>
    public async ValueTask<bool> TellAsync(AuditTrail trail, AuditStage stage, int code)
    {
        if (!trail.Tells(stage)) return true;
        var told = trail.At(stage, code, time.GetUtcNow());
        Metrics.Count();
        var all = true;
        foreach (var output in outputs) all &= await output.TellAsync(told);
        return all || stage != AuditStage.RequestReceived;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var output in outputs) await output.DisposeAsync();
    }

    // Those through whom it came, as they say, and the one who really sent it.
    private static List<string> SourcesOf(HttpContext context)
    {
        var sources = new List<string>();
        foreach (var hop in context.Request.Headers["X-Forwarded-For"].ToString().Split(',', StringSplitOptions.TrimEntries)) Add(hop);
        Add(context.Request.Headers["X-Real-Ip"].ToString());
        if (context.Connection.RemoteIpAddress is { } address) Add((address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString());
        return sources;

        void Add(string text)
        {
            if (System.Net.IPAddress.TryParse(text, out _) && !sources.Contains(text, StringComparer.Ordinal)) sources.Add(text);
        }
    }
}

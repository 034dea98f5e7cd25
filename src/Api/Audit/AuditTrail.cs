using Timonier.Api.Pipeline;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Audit;

/// <summary>What is learned about one request on its way, for the events that are told of it.</summary>
public sealed class AuditTrail
{
    private readonly AuditRule rule;
    private readonly Dictionary<string, string> annotations = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private AuditEvent told;

    internal AuditTrail(AuditRule rule, AuditEvent first)
    {
        this.rule = rule;
        told = first;
    }

    public string Id => told.Id;
    internal AuditLevel Level => rule.Level;
    internal bool WantsRequest => rule.Level >= AuditLevel.Request;
    internal bool WantsResponse => rule.Level >= AuditLevel.RequestResponse;

    internal void ActAs(UserInfo user) => told = told with { ActsAs = user };

    /// <summary>The first word on something stands.</summary>
    internal void Annotate(string key, string value)
    {
        lock (gate) annotations.TryAdd(key, value);
    }

    internal void Decide(bool allowed, string reason)
    {
        Annotate("authorization.k8s.io/decision", allowed ? "allow" : "forbid");
        Annotate("authorization.k8s.io/reason", reason);
    }

    internal void Refuse(Status failure) => told = told with { Failure = failure };

    /// <summary>What is sent, before anybody changes it.</summary>
    internal void Send(ApiCall call)
    {
        if (told.Object is { } about && call.Body is { } body)
        {
            var metadata = body.Object("metadata");
            told = told with
            {
                Object = about with
                {
                    Name = about.Name.Length > 0 ? about.Name : metadata.String("name"),
                    Namespace = about.Namespace.Length > 0 ? about.Namespace : metadata.String("namespace"),
                    Uid = metadata.String("uid"),
                    ResourceVersion = metadata.String("resourceVersion"),
                },
            };
        }
        if (!WantsRequest) return;
        if (call.Body is { } sent) told = told with { RequestObject = Trimmed(sent.CloneObject()) };
        else if (call.Patch is { } patch) told = told with { RequestObject = PatchText(patch) };
    }

    /// <summary>What is answered.</summary>
    internal void Answer(Kind kind, ApiAnswer answer)
    {
        if (answer.Failure is not null || !WantsResponse) return;
        if (answer.List is { } list) told = told with { ResponseObject = new ListText(kind, list).Whole() };
        else told = told with { ResponseObject = rule.OmitsManagedFields ? Trimmed(DraftObject.Of(answer.Document)) : answer.Utf8 };
    }

    internal bool Tells(AuditStage stage) => !rule.Omitted.Contains(stage);

    internal AuditEvent At(AuditStage stage, int code, DateTimeOffset now)
    {
        lock (gate) return told with { Stage = stage, Code = code, At = now, Annotations = [.. annotations] };
    }

    private ReadOnlyMemory<byte> Trimmed(DraftObject body)
    {
        if (rule.OmitsManagedFields && body["metadata"] is DraftObject metadata) metadata.Remove("managedFields");
        return body.ToDocument().Utf8;
    }

    // A patch is JSON or, of an apply, perhaps YAML; what is neither was refused already.
    private static ReadOnlyMemory<byte> PatchText(PatchBody patch)
    {
        try
        {
            return patch.Kind == PatchKind.Apply ? Yaml.ParseObject(patch.Utf8).ToDocument().Utf8 : Document.Parse(patch.Utf8).Utf8;
        }
        catch (DocumentSyntaxException)
        {
            return default;
        }
    }
}

using Timonier.Api.Pipeline;
using Timonier.Api.Reads;
using Timonier.Api.Writes;
using Timonier.Contracts.Cluster;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Subresources;

/// <summary>autoscaling/v1 Scale: the replica count of any workload, in one form.</summary>
internal sealed class ScaleSubresource(IRevisionStore store, ObjectWriter writer)
{
    private static readonly Kind Scale = KindCatalogue.BuiltIn.FindKind("autoscaling/v1", "Scale")!;
    private readonly ObjectReader reader = new(store);

    public async ValueTask<ApiAnswer> ExecuteAsync(ApiCall call, CancellationToken cancellation)
    {
        if (call.Verb == "get")
        {
            var found = await reader.GetAsync(call.Kind, call.Namespace, call.Name, cancellation);
            return found.Failure is null ? ApiAnswer.Of(ScaleOf(found.Document).ToDocument()) : found;
        }
        var warnings = new List<string>();
        var (config, malformed) = call.Patch is { Kind: PatchKind.Apply } applied ? WriteChecks.Configuration(Scale, applied, call.Validation, warnings) : (null, null);
        if (malformed is not null) return malformed;
        var answer = await writer.ChangeAsync(call with { Subresource = "" }, old => config is null ? Changed(call, old) : Applied(call, old, config), cancellation, ownersKnown: true);
        return answer.Failure is null ? ApiAnswer.Of(ScaleOf(answer.Document).ToDocument()).Warning(warnings) : answer;
    }

    private (DraftObject? Body, Status? Failure) Changed(ApiCall call, Document old)
    {
        var scale = call.Body;
        if (call.Patch is { } patch)
        {
            try
            {
                var change = Draft.From(Document.Parse(patch.Utf8).Root);
                scale = (patch.Kind == PatchKind.Json ? JsonPatch.Apply(ScaleOf(old), change) : MergePatch.Apply(ScaleOf(old), change)) as DraftObject;
            }
            catch (Exception e) when (e is PatchException or DocumentSyntaxException)
            {
                return (null, Status.BadRequest(e.Message));
            }
        }
        if (scale is null) return (null, Status.BadRequest("the patch does not leave a Scale"));
        var replicas = ReplicasOf(scale);
        if (Unfit(old, replicas) is { } unfit) return (null, unfit);
        var body = DraftObject.Over(old);
        body.Object("spec")["replicas"] = replicas;
        if (call.Patch is null && scale.Object("metadata").String("resourceVersion") is { Length: > 0 } version) body.Object("metadata")["resourceVersion"] = version;
        writer.Ownership.Updated(call, body, DraftObject.Over(old));
        return (body, null);
    }

    /// <summary>To apply a Scale is to apply the workload's replicas, under the same name but as another manager.</summary>
    private (DraftObject? Body, Status? Failure) Applied(ApiCall call, Document old, DraftObject config)
    {
        if (WriteChecks.Misnamed(config.Object("metadata").String("name"), old.Name) is { } misnamed) return (null, misnamed);
        var replicas = ReplicasOf(config);
        if (Unfit(old, replicas) is { } unfit) return (null, unfit);
        var workload = new DraftObject();
        if (config.Object("spec").Has("replicas")) workload.Object("spec")["replicas"] = replicas;
        return writer.Ownership.Applied(call, workload, DraftObject.Over(old));
    }

    private static long ReplicasOf(DraftObject scale) =>
        scale.Object("spec")["replicas"] is DraftScalar { Kind: NodeKind.Number } number ? long.Parse(number.Text, System.Globalization.CultureInfo.InvariantCulture) : 0;

    private static Status? Unfit(Document old, long replicas) =>
        replicas < 0 ? Status.Invalid("autoscaling", "Scale", old.Name, [FieldErrors.Invalid("spec.replicas", replicas, FieldErrors.Negative)]) : null;

    private static DraftObject ScaleOf(Document workload)
    {
        var metadata = new DraftObject();
        foreach (var name in (string[])["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
            if (workload.Metadata[name] is { Exists: true } value) metadata[name] = Draft.From(value);
        var status = new DraftObject { ["replicas"] = workload.Status["replicas"u8].AsInt64() };
        var selected = workload.Spec["selector"u8];
        if ((workload.Kind == "ReplicationController" ? string.Join(',', Labels(selected)) : Selector(selected)) is { Length: > 0 } selector) status["selector"] = selector;
        return new DraftObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = metadata,
            ["spec"] = new DraftObject { ["replicas"] = workload.Spec["replicas"u8].AsInt64() },
            ["status"] = status,
        };
    }

    private static List<string> Labels(Node labels)
    {
        var parts = new List<string>();
        foreach (var label in labels.Members) parts.Add($"{label.Name}={label.Value.AsString()}");
        parts.Sort(StringComparer.Ordinal);
        return parts;
    }

    private static string Selector(Node selector)
    {
        var parts = Labels(selector["matchLabels"u8]);
        foreach (var expression in selector["matchExpressions"u8].Items)
        {
            var values = new List<string>();
            foreach (var value in expression["values"u8].Items) values.Add(value.AsString());
            var key = expression["key"u8].AsString();
            parts.Add(expression["operator"u8].AsString() switch
            {
                "In" => $"{key} in ({string.Join(',', values)})",
                "NotIn" => $"{key} notin ({string.Join(',', values)})",
                "DoesNotExist" => "!" + key,
                _ => key,
            });
        }
        return string.Join(',', parts.Order(StringComparer.Ordinal));
    }
}

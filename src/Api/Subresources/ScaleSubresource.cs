using Timonier.Api.Admission;
using Timonier.Api.CustomResources;
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
internal sealed class ScaleSubresource(KindStores stores, ObjectWriter writer)
{
    private static readonly Kind Scale = KindCatalogue.BuiltIn.FindKind("autoscaling/v1", "Scale")!;
    private readonly ObjectReader reader = new(stores);

    public async ValueTask<ApiAnswer> ExecuteAsync(ApiCall call, CancellationToken cancellation)
    {
        if (call.Verb == "get")
        {
            var found = await reader.GetAsync(call.Kind, call.Namespace, call.Name, cancellation);
            if (found.Failure is not null) return found;
            return At(found.Document.Root, call.Kind.Scale.Wanted).Exists || !call.Kind.IsCustom
                ? ApiAnswer.Of(ScaleOf(call.Kind, found.Document).ToDocument())
                : Status.InternalError($"the spec replicas field {GoText.Quote("." + call.Kind.Scale.Wanted)} does not exist");
        }
        var warnings = new List<string>();
        var (config, malformed) = call.Patch is { Kind: PatchKind.Apply } applied ? WriteChecks.Configuration(Scale, applied, call.Validation, warnings) : (null, null);
        if (malformed is not null) return malformed;
        var answer = await writer.ChangeAsync(call with { Subresource = "" }, old => config is null ? Changed(call, old) : Applied(call, old, config), cancellation, ownersKnown: true, ViewOf(call));
        return answer.Failure is null ? ApiAnswer.Of(ScaleOf(call.Kind, answer.Document).ToDocument()).Warning(warnings) : answer;
    }

    // Admission decides about the Scale that was sent, not about the workload.
    private static AdmissionView ViewOf(ApiCall call) => new(
        (old, body) => new AdmissionCall(call, AdmissionOperation.Update, ScaleOf(call.Kind, body.ToDocument()), ScaleOf(call.Kind, old).ToDocument()) { BodyKind = Scale },
        (shown, body) => Set(body, call.Kind.Scale.Wanted, ReplicasOf(shown.Body!)));

    private (DraftObject? Body, Status? Failure) Changed(ApiCall call, Document old)
    {
        var scale = call.Body;
        if (call.Patch is { } patch)
        {
            try
            {
                var change = Draft.From(Document.Parse(patch.Utf8).Root);
                scale = (patch.Kind == PatchKind.Json ? JsonPatch.Apply(ScaleOf(call.Kind, old), change) : MergePatch.Apply(ScaleOf(call.Kind, old), change)) as DraftObject;
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
        Set(body, call.Kind.Scale.Wanted, replicas);
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
        if (config.Object("spec").Has("replicas")) Set(workload, call.Kind.Scale.Wanted, replicas);
        return writer.Ownership.Applied(call, workload, DraftObject.Over(old));
    }

    private static long ReplicasOf(DraftObject scale) =>
        scale.Object("spec")["replicas"] is DraftScalar { Kind: NodeKind.Number } number ? long.Parse(number.Text, System.Globalization.CultureInfo.InvariantCulture) : 0;

    private static Status? Unfit(Document old, long replicas) =>
        replicas < 0 ? Status.Invalid("autoscaling", "Scale", old.Name, [FieldErrors.Invalid("spec.replicas", replicas, FieldErrors.Negative)]) : null;

    private static DraftObject ScaleOf(Kind kind, Document workload)
    {
        var metadata = new DraftObject();
        foreach (var name in (string[])["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
            if (workload.Metadata[name] is { Exists: true } value) metadata[name] = Draft.From(value);
        var status = new DraftObject { ["replicas"] = At(workload.Root, kind.Scale.Present).AsInt64() };
        if (SelectorOf(kind, workload) is { Length: > 0 } selector) status["selector"] = selector;
        return new DraftObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = metadata,
            ["spec"] = new DraftObject { ["replicas"] = At(workload.Root, kind.Scale.Wanted).AsInt64() },
            ["status"] = status,
        };
    }

    private static string SelectorOf(Kind kind, Document workload)
    {
        if (kind.Scale.Selector.Length > 0) return At(workload.Root, kind.Scale.Selector).AsString();
        if (kind.IsCustom) return "";
        var selected = workload.Spec["selector"u8];
        return workload.Kind == "ReplicationController" ? string.Join(',', Labels(selected)) : Selector(selected);
    }

    private static Node At(Node node, string path) => path.Split('.').Aggregate(node, (at, name) => at[name]);

    private static void Set(DraftObject body, string path, Draft value)
    {
        var names = path.Split('.');
        foreach (var name in names[..^1]) body = body.Object(name);
        body[names[^1]] = value;
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

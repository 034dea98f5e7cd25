using Timonier.Api.Pipeline;
using Timonier.Api.Reads;
using Timonier.Api.Writes;
using Timonier.Contracts.Cluster;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Subresources;

/// <summary>autoscaling/v1 Scale: the replica count of any workload, in one form.</summary>
internal sealed class ScaleSubresource(IRevisionStore store, ObjectWriter writer)
{
    private readonly ObjectReader reader = new(store);

    public async ValueTask<ApiAnswer> ExecuteAsync(ApiCall call, CancellationToken cancellation)
    {
        if (call.Verb == "get")
        {
            var found = await reader.GetAsync(call.Kind, call.Namespace, call.Name, cancellation);
            return found.Failure is null ? ApiAnswer.Of(ScaleOf(found.Document).ToDocument()) : found;
        }
        var answer = await writer.ChangeAsync(call with { Subresource = "" }, old => Changed(call, old), cancellation);
        return answer.Failure is null ? ApiAnswer.Of(ScaleOf(answer.Document).ToDocument()) : answer;
    }

    private static (DraftObject? Body, Status? Failure) Changed(ApiCall call, Document old)
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
        var replicas = scale.Object("spec")["replicas"] is DraftScalar { Kind: NodeKind.Number } number ? long.Parse(number.Text, System.Globalization.CultureInfo.InvariantCulture) : 0;
        if (replicas < 0) return (null, Status.Invalid("autoscaling", "Scale", old.Name, [FieldErrors.Invalid("spec.replicas", replicas, FieldErrors.Negative)]));
        var body = DraftObject.Of(old);
        body.Object("spec")["replicas"] = replicas;
        if (call.Patch is null && scale.Object("metadata").String("resourceVersion") is { Length: > 0 } version) body.Object("metadata")["resourceVersion"] = version;
        return (body, null);
    }

    private static DraftObject ScaleOf(Document workload)
    {
        var metadata = new DraftObject();
        foreach (var name in (string[])["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
            if (workload.Metadata[name] is { Exists: true } value) metadata[name] = Draft.From(value);
        var status = new DraftObject { ["replicas"] = workload.Status["replicas"u8].AsInt64() };
        if (Selector(workload.Spec["selector"u8]) is { Length: > 0 } selector) status["selector"] = selector;
        return new DraftObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = metadata,
            ["spec"] = new DraftObject { ["replicas"] = workload.Spec["replicas"u8].AsInt64() },
            ["status"] = status,
        };
    }

    private static string Selector(Node selector)
    {
        var parts = new List<string>();
        foreach (var label in selector["matchLabels"u8].Members) parts.Add($"{label.Name}={label.Value.AsString()}");
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

using System.Buffers;
using Timonier.Api.Webhooks;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds.Custom;

namespace Timonier.Api.CustomResources;

/// <summary>Speaks ConversionReview with the webhook of a definition: a batch there, the same batch back, in the same order.</summary>
internal sealed class ConversionWebhook(WebhookCaller caller, IIdSource ids)
{
    private const string Group = "apiextensions.k8s.io/";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly string[] Spoken = ["v1", "v1beta1"];

    /// <summary>An object's version and kind as messages name them.</summary>
    public static string About(DraftObject body) => $"{body.String("apiVersion")}, Kind={body.String("kind")}";

    public async ValueTask<IReadOnlyList<DraftObject>> ConvertAsync(CustomShape shape, string version, IReadOnlyList<DraftObject> objects, CancellationToken cancellation)
    {
        var about = About(objects[0]);
        var webhook = shape.Definition.Spec["conversion"u8]["webhook"u8];
        if (VersionOf(webhook["conversionReviewVersions"u8]) is not { } spoken)
            throw new ConversionFailedException($"conversion webhook for {about} failed: webhook does not accept any known ConversionReview version");
        var uid = ids.NextUid();
        var review = new DraftObject
        {
            ["kind"] = "ConversionReview",
            ["apiVersion"] = Group + spoken,
            ["request"] = new DraftObject { ["uid"] = uid, ["desiredAPIVersion"] = version, ["objects"] = new DraftArray(objects) },
        };
        var body = new ArrayBufferWriter<byte>(4096);
        review.WriteTo(body);
        var answer = await caller.PostAsync(WebhookTarget.Of(webhook["clientConfig"u8]), body.WrittenMemory, Patience, cancellation);
        var converted = new List<DraftObject>();
        if ((answer.Body is { } said ? Fault(said, Group + spoken, uid, converted) : answer.Fault) is { } fault) throw new ConversionFailedException($"conversion webhook for {about} failed: {fault}");
        if (converted.Count != objects.Count)
            throw new ConversionFailedException($"conversion webhook for {about} returned {converted.Count} objects, expected {objects.Count}");
        return converted;
    }

    private static string? VersionOf(Node accepted)
    {
        foreach (var version in accepted.Items)
            if (Spoken.Contains(version.AsString())) return version.AsString();
        return null;
    }

    private static string? Fault(Document review, string version, string uid, List<DraftObject> converted)
    {
        if (review.ApiVersion != version || review.Kind != "ConversionReview")
            return $"expected webhook response of {version}, Kind=ConversionReview, got {review.ApiVersion}, Kind={review.Kind}";
        var response = review.Root["response"u8];
        if (!response.IsObject) return "no response provided";
        if (response["uid"u8].AsString() != uid) return $"expected response.uid={GoText.Quote(uid)}, got {GoText.Quote(response["uid"u8].AsString())}";
        var result = response["result"u8];
        if (!result["status"u8].TextEquals("Success"u8))
            return result["message"u8].AsString() is { Length: > 0 } message ? message : $"response.result.status was '{result["status"u8].AsString()}', not 'Success'";
        foreach (var item in response["convertedObjects"u8].Items)
        {
            if (Draft.From(item) is not DraftObject body) return "the converted objects are not objects";
            converted.Add(body);
        }
        return null;
    }
}

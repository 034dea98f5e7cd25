using System.Collections.Immutable;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission.Webhooks;

/// <summary>What a webhook said, once it is certain that it is an answer to what was asked; else what is wrong with it.</summary>
internal sealed record WebhookReply
{
    public bool Allowed { get; init; }

    /// <summary>Its reasons, as it wrote them; missing when it gave none.</summary>
    public Node Result { get; init; }

    /// <summary>The patch in base64; empty for none.</summary>
    public string Patch { get; init; } = "";
    public ImmutableArray<string> Warnings { get; init; } = [];
    public ImmutableArray<(string Key, string Value)> Annotations { get; init; } = [];

    /// <summary>Why this is no answer; empty when it is one.</summary>
    public string Fault { get; init; } = "";

    public static WebhookReply Failed(string fault) => new() { Fault = fault };

    public static WebhookReply Read(Document review, string version, string uid, bool mayPatch)
    {
        var response = review.Root["response"u8];
        if (!response.IsObject) return Invalid("webhook response was absent");
        var (patch, type) = (response["patch"u8].AsString(), response["patchType"u8].AsStringOrNull());
        if (version == "v1" && Mistake(review, response, uid, patch, type, mayPatch) is { } mistake) return Invalid(mistake);
        var annotations = ImmutableArray.CreateBuilder<(string, string)>();
        foreach (var annotation in response["auditAnnotations"u8].Members) annotations.Add((annotation.Name, annotation.Value.AsString()));
        var warnings = ImmutableArray.CreateBuilder<string>();
        foreach (var warning in response["warnings"u8].Items) warnings.Add(warning.AsString());
        return new WebhookReply
        {
            Allowed = response["allowed"u8].AsBool(),
            Result = response["status"u8],
            Patch = mayPatch ? patch : "",
            Warnings = warnings.ToImmutable(),
            Annotations = annotations.ToImmutable(),
        };
    }

    private static string? Mistake(Document review, Node response, string uid, string patch, string? type, bool mayPatch)
    {
        var said = response["uid"u8].AsString();
        if (said != uid) return $"expected response.uid={GoText.Quote(uid)}, got {GoText.Quote(said)}";
        if (review.ApiVersion != AdmissionReview.Group + "v1" || review.Kind != AdmissionReview.Kind)
            return $"expected webhook response of {AdmissionReview.Group}v1, Kind={AdmissionReview.Kind}, got {Shown(review.ApiVersion)}, Kind={review.Kind}";
        if (!mayPatch)
        {
            if (patch.Length > 0) return "validating webhook may not return response.patch";
            return type is null ? null : "validating webhook may not return response.patchType";
        }
        if (patch.Length > 0 && type is null) return "webhook returned response.patch but not response.patchType";
        if (patch.Length == 0 && type is not null) return "webhook returned response.patchType but not response.patch";
        return type is null or "JSONPatch" ? null : $"webhook returned invalid response.patchType of {GoText.Quote(type)}";
    }

    private static string Shown(string version) => version.Contains('/', StringComparison.Ordinal) ? version : "/" + version;

    private static WebhookReply Invalid(string why) => Failed("received invalid webhook response: " + why);
}

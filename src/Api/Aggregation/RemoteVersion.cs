using Timonier.Api.Webhooks;
using Timonier.Documents;

namespace Timonier.Api.Aggregation;

/// <summary>A group version that another server has, as an APIService says.</summary>
internal sealed record RemoteVersion(string Group, string Version, WebhookTarget Target, GroupPriority Priority, bool IsAvailable, Document Source)
{
    public string Name => $"{Version}.{Group}";
    public string GroupVersion => $"{Group}/{Version}";

    /// <summary>Null for a group version that this server has itself.</summary>
    public static RemoteVersion? Of(Document apiService)
    {
        var spec = apiService.Spec;
        if (!spec["service"u8].IsObject) return null;
        return new RemoteVersion(
            spec["group"u8].AsString(),
            spec["version"u8].AsString(),
            WebhookTarget.Of(spec) with { IsUnverified = spec["insecureSkipTLSVerify"u8].AsBool() },
            new GroupPriority(spec["groupPriorityMinimum"u8].AsInt32(), spec["versionPriority"u8].AsInt32()),
            Availability.Of(apiService) is { Status: "True" },
            apiService);
    }
}

using Timonier.Contracts.Cluster;
using Timonier.Documents;

namespace Timonier.Api.Writes;

/// <summary>What the server sets and keeps on certificate requests: who asks, what was decided, and since when.</summary>
internal static class CertificateRequests
{
    public const string Qualified = "certificatesigningrequests.certificates.k8s.io";

    public static void Set(DraftObject body, DraftObject? before, in WriteOccasion occasion)
    {
        if (before is null) NameRequester(body, occasion.User);
        else KeepDecided(body, before, occasion);
    }

    private static void NameRequester(DraftObject body, UserInfo user)
    {
        var spec = body.Object("spec");
        spec["username"] = user.Name;
        spec.Remove("uid");
        if (user.Uid.Length > 0) spec["uid"] = user.Uid;
        spec["groups"] = DraftArray.OfTexts(user.Groups);
        spec.Remove("extra");
        foreach (var (key, values) in user.Extra) spec.Object("extra")[key] = DraftArray.OfTexts(values);
    }

    private static void KeepDecided(DraftObject body, DraftObject before, in WriteOccasion occasion)
    {
        body["spec"] = before["spec"];
        var (status, old) = (body.Object("status"), before.Object("status"));
        switch (occasion.Subresource)
        {
            case "approval":
                status["certificate"] = old["certificate"];
                break;
            case "status":
                // A signer reports; what was approved or denied is not for it to say.
                var kept = old.Array("conditions").OfType<DraftObject>().Where(IsDecision).Select(c => c.Clone()).ToList();
                var conditions = status.Array("conditions");
                conditions.RemoveAll(c => c is DraftObject condition && IsDecision(condition));
                for (var i = 0; i < kept.Count; i++) conditions.Insert(i, kept[i]);
                break;
            default:
                return;
        }
        foreach (var condition in status.Array("conditions").OfType<DraftObject>()) Date(condition, old, occasion.Now);
        if (status.Array("conditions").Count == 0) status.Remove("conditions");
    }

    private static void Date(DraftObject condition, DraftObject old, DateTimeOffset now)
    {
        if (IsUnset(condition["lastUpdateTime"])) condition["lastUpdateTime"] = now;
        if (!IsUnset(condition["lastTransitionTime"])) return;
        var same = old.Array("conditions").OfType<DraftObject>().FirstOrDefault(c => c.String("type") == condition.String("type") && c.String("status") == condition.String("status"));
        condition["lastTransitionTime"] = same?["lastTransitionTime"]?.Clone() ?? now;
    }

    private static bool IsDecision(DraftObject condition) => condition.String("type") is "Approved" or "Denied";

    private static bool IsUnset(Draft? time) => time is null || time.Kind == NodeKind.Null;
}

using Timonier.Documents;
using Timonier.Kinds;

namespace Timonier.Controllers.AdmissionPolicies;

/// <summary>The status of a policy: what its expressions come to for the kinds it names. Each generation is looked at once.</summary>
public static class PolicyStatusPlan
{
    /// <summary>The policy with its status; null when that is about this generation already.</summary>
    public static DraftObject? Compute(Document policy, KindCatalogue kinds)
    {
        var generation = policy.Metadata["generation"u8].AsInt64();
        if (generation <= policy.Status["observedGeneration"u8].AsInt64()) return null;
        var body = DraftObject.Of(policy);
        var status = body.Object("status");
        status["observedGeneration"] = generation;
        var checking = new DraftObject();
        foreach (var (field, warning) in PolicyTypeCheck.Warnings(policy, kinds))
            checking.Array("expressionWarnings").Add(new DraftObject { ["fieldRef"] = field, ["warning"] = warning });
        status["typeChecking"] = checking;
        return body;
    }
}

using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.Certificates;

/// <summary>Nodes get their client certificates without a person's approval, if whoever asks has a right to that.</summary>
public static class ApprovingPlan
{
    /// <summary>The rights of which any one is enough, in the order in which they are asked for; none: a person decides.</summary>
    public static IReadOnlyList<ApprovingRight> Rights(Document request)
    {
        var state = RequestState.Of(request);
        if (state.IsDecided || state.Certificate.Length > 0) return [];
        if (Asked.Of(request) is not { Signer: Signers.KubeletClient } asked || SignerRules.WhyNot(asked) is not null) return [];
        var forAny = new ApprovingRight("nodeclient", "Auto approving kubelet client certificate after SubjectAccessReview.");
        return asked.CommonName == request.Spec["username"u8].AsString()
            ? [new ApprovingRight("selfnodeclient", "Auto approving self kubelet client certificate after SubjectAccessReview."), forAny]
            : [forAny];
    }

    /// <summary>The question whether whoever asked has that right.</summary>
    public static DraftObject Review(Document request, ApprovingRight right)
    {
        var asker = request.Spec;
        var spec = new DraftObject
        {
            ["user"] = asker["username"u8].AsString(),
            ["resourceAttributes"] = new DraftObject
            {
                ["group"] = Signers.Requests.Group,
                ["version"] = "*",
                ["resource"] = Signers.Requests.Plural,
                ["subresource"] = right.Subresource,
                ["verb"] = "create",
            },
        };
        foreach (var name in (string[])["uid", "groups", "extra"])
            if (asker[name].Exists) spec[name] = Draft.From(asker[name]);
        return new DraftObject { ["apiVersion"] = "authorization.k8s.io/v1", ["kind"] = "SubjectAccessReview", ["spec"] = spec };
    }

    public static UpdateAction Approve(Document request, string message) =>
        new(Signers.Requests, "", RequestState.With(request, new Condition("Approved", "True", "AutoApproved", message)), "approval");
}

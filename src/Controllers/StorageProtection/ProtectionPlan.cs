using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.StorageProtection;

/// <summary>An object that others may be using carries a finalizer; when it is to go, it loses it once nobody uses it any more.</summary>
public static class ProtectionPlan
{
    /// <summary>Whether there is anything to do or to wait for.</summary>
    public static bool Concerns(Document document, string finalizer) => PodFacts.IsDeleting(document) == Has(document, finalizer);

    /// <param name="document">The object.</param>
    /// <param name="resource">What it is one of.</param>
    /// <param name="finalizer">By which it is held.</param>
    /// <param name="isUsed">Whether somebody uses it; counts only when it is to go.</param>
    public static ControllerPlan Compute(Document document, ResourceName resource, string finalizer, bool isUsed)
    {
        if (!Concerns(document, finalizer)) return ControllerPlan.Nothing;
        var isDeleting = PodFacts.IsDeleting(document);
        if (isDeleting && isUsed) return ControllerPlan.Nothing;
        var body = DraftObject.Of(document);
        var finalizers = body.Object("metadata").Array("finalizers");
        if (isDeleting) finalizers.RemoveAll(f => f.AsString() == finalizer);
        else finalizers.Add(finalizer);
        return new ControllerPlan([new UpdateAction(resource, document.Namespace, body)]);
    }

    private static bool Has(Document document, string finalizer)
    {
        foreach (var item in document.Metadata["finalizers"u8].Items)
            if (item.AsString() == finalizer) return true;
        return false;
    }
}

using Timonier.Documents;
using Timonier.Kinds.Custom;

namespace Timonier.Api.CustomResources;

/// <summary>The status that a definition should have, as a pure function of itself and the others of its group.</summary>
internal static class DefinitionStatus
{
    public const string Finalizer = "customresourcecleanup.apiextensions.k8s.io";

    /// <param name="others">The accepted names of the other definitions in its group.</param>
    public static DraftObject Of(Document definition, IEnumerable<Node> others, DateTimeOffset now)
    {
        var status = Draft.From(definition.Status) as DraftObject ?? [];
        var (accepted, reason, message) = DefinitionNames.Of(definition, others);
        var conditions = status.Array("conditions");
        var fits = reason.Length == 0;
        Set(conditions, "NamesAccepted", fits, fits ? "NoConflicts" : reason, fits ? "no conflicts found" : message, now);
        // Who was established once stays so.
        if (!Holds(conditions, "Established"))
            Set(conditions, "Established", fits, fits ? "InitialNamesAccepted" : "NotAccepted", fits ? "the initial names have been accepted" : "not all names are accepted", now);
        var violations = CustomKinds.Violations(definition);
        if (violations.Length > 0) Set(conditions, "NonStructuralSchema", holds: true, "Violations", violations, now);
        else conditions.RemoveAll(c => IsOf(c, "NonStructuralSchema"));
        Approval(conditions, definition, now);
        status["acceptedNames"] = accepted;
        return status;
    }

    /// <summary>Whether the definition's objects can be had.</summary>
    public static bool IsServed(DraftObject status) => Holds(status.Array("conditions"), "Established") || Holds(status.Array("conditions"), "NamesAccepted");

    /// <summary>Says how far the end of a definition has come.</summary>
    public static void Terminate(DraftObject status, bool holds, string reason, string message, DateTimeOffset now) => Set(status.Array("conditions"), "Terminating", holds, reason, message, now);

    /// <summary>A definition that is to go stays until its objects have gone.</summary>
    public static void Condemn(DraftObject definition, DateTimeOffset now)
    {
        var finalizers = definition.Object("metadata").Array("finalizers");
        if (!finalizers.Any(f => f.AsString() == Finalizer)) finalizers.Add(Finalizer);
        Terminate(definition.Object("status"), holds: true, "InstanceDeletionPending", "CustomResourceDefinition marked for deletion; CustomResource deletion will occur as soon as possible", now);
    }

    private static void Approval(DraftArray conditions, Document definition, DateTimeOffset now)
    {
        const string Type = "KubernetesAPIApprovalPolicyConformant";
        var (state, message) = ApiApproval.Of(definition.Root);
        switch (state)
        {
            case ApiApprovalState.None: conditions.RemoveAll(c => IsOf(c, Type)); break;
            case ApiApprovalState.Approved: Set(conditions, Type, holds: true, "ApprovedAnnotation", message, now); break;
            case ApiApprovalState.Bypassed: Set(conditions, Type, holds: false, "UnapprovedAnnotation", message, now); break;
            case ApiApprovalState.Missing: Set(conditions, Type, holds: false, "MissingAnnotation", message, now); break;
            default: Set(conditions, Type, holds: false, "InvalidAnnotation", message, now); break;
        }
    }

    private static void Set(DraftArray conditions, string type, bool holds, string reason, string message, DateTimeOffset now)
    {
        var before = conditions.OfType<DraftObject>().FirstOrDefault(c => IsOf(c, type));
        var status = holds ? "True" : "False";
        var turned = before is null || before.String("status") != status;
        if (before is null)
        {
            before = new DraftObject { ["lastTransitionTime"] = now };
            conditions.Add(before);
        }
        (before["message"], before["reason"], before["status"], before["type"]) = (message, reason, status, type);
        if (turned) before["lastTransitionTime"] = now;
    }

    private static bool Holds(DraftArray conditions, string type) => conditions.OfType<DraftObject>().Any(c => IsOf(c, type) && c.String("status") == "True");

    private static bool IsOf(Draft condition, string type) => condition is DraftObject said && said.String("type") == type;
}

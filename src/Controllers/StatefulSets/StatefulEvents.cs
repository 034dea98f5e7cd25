using Timonier.Client.Events;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.StatefulSets;

/// <summary>What a StatefulSet tells of its pods and claims, in upstream's words.</summary>
internal static class StatefulEvents
{
    public static EventNote Done(Document set, string verb, string pod) =>
        Note(set, "Normal", Reason("Successful", verb), $"{verb} Pod {pod} in StatefulSet {set.Name} successful");

    public static EventNote Failed(Document set, string verb, string pod, string why) =>
        Note(set, "Warning", Reason("Failed", verb), $"{verb} Pod {pod} in StatefulSet {set.Name} failed error: {why}");

    public static EventNote ClaimDone(Document set, string pod, string claim) =>
        Note(set, "Normal", "SuccessfulCreate", $"create Claim {claim} Pod {pod} in StatefulSet {set.Name} success");

    public static EventNote ClaimFailed(Document set, string pod, string claim, string why) =>
        Note(set, "Warning", "FailedCreate", $"create Claim {claim} for Pod {pod} in StatefulSet {set.Name} failed error: {why}");

    private static string Reason(string outcome, string verb) => $"{outcome}{char.ToUpperInvariant(verb[0])}{verb[1..]}";

    private static EventNote Note(Document set, string type, string reason, string message) =>
        new(ObjectReference.To(set) with { ApiVersion = "apps/v1", Kind = "StatefulSet" }, type, reason, message);
}

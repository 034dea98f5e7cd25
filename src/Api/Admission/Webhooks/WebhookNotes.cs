using System.Globalization;
using Timonier.Documents;

namespace Timonier.Api.Admission.Webhooks;

/// <summary>What the audit log is told of webhooks, under upstream's names: who changed the object and how, and who could not be asked.</summary>
internal static class WebhookNotes
{
    private const string Mutation = "mutation.webhook.admission.k8s.io/";
    private const string Patch = "patch.webhook.admission.k8s.io/";
    private const string Open = "failed-open.";

    /// <param name="hook">Who was asked.</param>
    /// <param name="call">About what.</param>
    /// <param name="index">Where it stands among the webhooks that were asked in this round.</param>
    /// <param name="changed">Whether the object is another now.</param>
    /// <param name="operations">Its patch; null for none.</param>
    public static void Mutated(Webhook hook, AdmissionCall call, int index, bool changed, Draft? operations)
    {
        if (!call.IsAudited) return;
        var place = Place(Round(call), index);
        call.Annotate(Mutation + place, new DraftObject { ["configuration"] = hook.Configuration, ["webhook"] = hook.Name, ["mutated"] = changed }.ToString());
        if (operations is not null && call.TellsBodies)
            call.Annotate(Patch + place, new DraftObject { ["configuration"] = hook.Configuration, ["webhook"] = hook.Name, ["patch"] = operations.Clone(), ["patchType"] = "JSONPatch" }.ToString());
    }

    /// <summary>A webhook that could not be asked, and need not be.</summary>
    public static void FailedOpen(Webhook hook, AdmissionCall call, int index, bool mutating)
    {
        if (call.IsAudited) call.Annotate($"{Open}{(mutating ? "mutation" : "validating")}.webhook.admission.k8s.io/{Place(mutating ? Round(call) : 0, index)}", hook.Name);
    }

    private static int Round(AdmissionCall call) => call.IsSecondLook ? 1 : 0;

    private static string Place(int round, int index) => string.Create(CultureInfo.InvariantCulture, $"round_{round}_index_{index}");
}

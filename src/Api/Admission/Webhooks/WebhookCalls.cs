using Timonier.Api.Admission.Requests;
using Timonier.Api.Webhooks;
using Timonier.Kernel;

namespace Timonier.Api.Admission.Webhooks;

/// <summary>Asks one webhook about one write, and settles what its silence means.</summary>
internal sealed class WebhookCalls(WebhookCaller caller, IIdSource ids)
{
    /// <summary>Its reply; null when it could not be had and is not needed; or why the write ends here.</summary>
    public async ValueTask<(WebhookReply? Reply, Status? Failure)> AskAsync(Webhook hook, AdmissionCall call, VersionedWrite write, bool mayPatch, CancellationToken cancellation)
    {
        if (AdmissionRequest.IsDryRun(call) && !hook.ChangesNothingElsewhere) return (null, Status.BadRequest($"admission webhook {GoText.Quote(hook.Name)} does not support dry run"));
        var uid = ids.NextUid();
        var answer = await caller.PostAsync(hook.Target, AdmissionReview.Write(call, write, hook.ReviewVersion, uid), hook.Timeout, cancellation);
        var reply = answer.Body is { } body ? WebhookReply.Read(body, hook.ReviewVersion, uid, mayPatch) : WebhookReply.Failed("failed to call webhook: " + answer.Fault);
        if (reply.Fault.Length > 0) return (null, hook.FailsOpen ? null : Status.InternalError($"failed calling webhook {GoText.Quote(hook.Name)}: {reply.Fault}"));
        return reply.Allowed ? (reply, null) : (reply, WebhookDenial.Of(hook.Name, reply.Result));
    }

    /// <summary>What a reply says beside its yes or no, kept with the write.</summary>
    public static void Note(Webhook hook, AdmissionCall call, WebhookReply reply)
    {
        foreach (var (key, value) in reply.Annotations) call.Annotate($"{hook.Name}/{key}", value);
        foreach (var warning in reply.Warnings) call.Warn(warning);
    }
}

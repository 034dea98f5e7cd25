using System.Text;
using Timonier.Api.Admission.Requests;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Admission.Webhooks;

/// <summary>Webhooks that may change what is written, or refuse it; one after the other, each sees what those before it left.</summary>
internal sealed class MutatingWebhooks(WebhookRegistrations registrations, WebhookMatch match, WebhookCalls calls, ObjectForms forms) : AdmissionStep
{
    public static readonly ResourceName Configurations = new(WebhookRegistrations.Group, "v1", "mutatingwebhookconfigurations");

    public override string Name => "MutatingAdmissionWebhook";

    public override async ValueTask<Status?> ChangeAsync(AdmissionCall call, CancellationToken cancellation)
    {
        var hooks = await registrations.CurrentAsync(cancellation);
        if (hooks.Count == 0 || AdmissionSubject.Of(call).IsBeyondWebhooks) return null;
        var history = call.Webhooks;
        if (call.IsSecondLook) history.Return(call.Body);
        for (var index = 0; index < hooks.Count; index++)
        {
            var hook = hooks[index];
            if (call.IsSecondLook && !history.IsWanted(hook.Id)) continue;
            var (write, failure) = await match.FindAsync(hook, call, cancellation);
            if (failure is not null) return failure;
            if (write is not null && await AskAsync(hook, index, call, write, cancellation) is { } refused) return refused;
        }
        history.Leave(call.Body);
        return null;
    }

    private async ValueTask<Status?> AskAsync(Webhook hook, int index, AdmissionCall call, VersionedWrite write, CancellationToken cancellation)
    {
        var (reply, failure) = await calls.AskAsync(hook, call, write, mayPatch: true, cancellation);
        if (reply is not null) WebhookCalls.Note(hook, call, reply);
        if (failure is not null) return failure;
        if (reply is null) WebhookNotes.FailedOpen(hook, call, index, mutating: true);
        var before = call.Body;
        var (operations, misfit) = reply is { Patch.Length: > 0 } ? await PatchAsync(hook, call, write, reply.Patch, cancellation) : (null, null);
        if (misfit is not null) return misfit;
        var changed = !Draft.DeepEquals(before, call.Body);
        if (reply is not null) WebhookNotes.Mutated(hook, call, index, changed, operations);
        if (changed)
        {
            call.Webhooks.Changed();
            call.LooksAgain = true;
        }
        if (hook.IsAskedAgain) call.Webhooks.Asked(hook.Id);
        return null;
    }

    private async ValueTask<(DraftArray? Operations, Status? Failure)> PatchAsync(Webhook hook, AdmissionCall call, VersionedWrite write, string patch, CancellationToken cancellation)
    {
        try
        {
            if (Draft.From(Document.Parse(Convert.FromBase64String(patch)).Root) is not DraftArray operations) return (null, Status.InternalError("the patch is no list of operations"));
            if (operations.Count == 0) return (null, null);
            if (write.Body is null) return (null, Status.InternalError($"admission webhook {GoText.Quote(hook.Name)} attempted to modify the object, which is not supported for this operation"));
            if (JsonPatch.Apply(write.Body, operations) is not DraftObject patched) return (null, Status.InternalError("the patch leaves no object"));
            return (operations, await forms.PutBackAsync(call, write.Subject, patched, cancellation));
        }
        catch (Exception e) when (e is PatchException or DocumentSyntaxException or FormatException)
        {
            return (null, Status.InternalError(e.Message));
        }
    }
}

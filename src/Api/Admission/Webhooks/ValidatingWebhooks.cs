using Timonier.Api.Admission.Requests;
using Timonier.Kernel;

namespace Timonier.Api.Admission.Webhooks;

/// <summary>Webhooks that may refuse a write; all are asked at once, about the object as it would be stored.</summary>
internal sealed class ValidatingWebhooks(WebhookRegistrations registrations, WebhookMatch match, WebhookCalls calls) : AdmissionStep
{
    public static readonly ResourceName Configurations = new(WebhookRegistrations.Group, "v1", "validatingwebhookconfigurations");

    public override string Name => "ValidatingAdmissionWebhook";

    public override async ValueTask<Status?> CheckAsync(AdmissionCall call, CancellationToken cancellation)
    {
        var hooks = await registrations.CurrentAsync(cancellation);
        if (hooks.Count == 0 || AdmissionSubject.Of(call).IsBeyondWebhooks) return null;
        var asked = new List<(Webhook Hook, Task<(WebhookReply? Reply, Status? Failure)> Answer)>();
        Status? refused = null;
        foreach (var hook in hooks)
        {
            var (write, failure) = await match.FindAsync(hook, call, cancellation);
            refused ??= failure;
            if (write is not null) asked.Add((hook, calls.AskAsync(hook, call, write, mayPatch: false, cancellation).AsTask()));
        }
        for (var index = 0; index < asked.Count; index++)
        {
            var (hook, answer) = asked[index];
            var (reply, failure) = await answer;
            if (reply is null && failure is null) WebhookNotes.FailedOpen(hook, call, index, mutating: false);
            if (reply is not null) WebhookCalls.Note(hook, call, reply);
            refused ??= failure;
        }
        return refused;
    }
}

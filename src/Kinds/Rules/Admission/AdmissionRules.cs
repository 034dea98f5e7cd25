namespace Timonier.Kinds;

/// <summary>Rules of the group <c>admissionregistration.k8s.io</c>; what its kinds share is in files beside this.</summary>
internal static class AdmissionRules
{
    private const string Group = "admissionregistration.k8s.io";

    public static readonly KindRules[] Kinds =
    [
        new(Group, "ValidatingWebhookConfiguration", c => WebhookRules.Hooks(c["webhooks"])),
        new(Group, "MutatingWebhookConfiguration", c => WebhookRules.Hooks(c["webhooks"])),
        new(Group, "ValidatingAdmissionPolicy", PolicyRules.Validating),
        new(Group, "ValidatingAdmissionPolicyBinding", b => BindingRules.Validating(b["spec"])),
        new(Group, "MutatingAdmissionPolicy", PolicyRules.Mutating),
        new(Group, "MutatingAdmissionPolicyBinding", b => BindingRules.Common(b["spec"])),
    ];
}

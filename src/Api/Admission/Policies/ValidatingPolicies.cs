using System.Collections.Immutable;
using Timonier.Api.Admission.Requests;
using Timonier.Api.Authorization;
using Timonier.Api.Storage;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Admission.Policies;

/// <summary>Expressions that may refuse a write, warn of it, or note it.</summary>
internal sealed class ValidatingPolicies(PolicyDispatch<ValidatingPolicy> dispatch, PolicyRequests requests) : AdmissionStep
{
    public static readonly ResourceName Policies = new("admissionregistration.k8s.io", "v1", "validatingadmissionpolicies");
    public static readonly ResourceName Bindings = Policies with { Plural = "validatingadmissionpolicybindings" };

    public override string Name => "ValidatingAdmissionPolicy";

    public override async ValueTask<Status?> CheckAsync(AdmissionCall call, CancellationToken cancellation)
    {
        var invocations = await dispatch.FindAsync(call, cancellation);
        if (invocations.Count == 0) return null;
        var (view, unknown) = await requests.OpenAsync(call, cancellation);
        if (view is null) return unknown;
        var notes = new AuditNotes();
        Status? refused = null;
        foreach (var invocation in invocations)
        {
            var (policy, binding) = (invocation.Policy, invocation.Binding);
            if (invocation.Fault.Length > 0)
            {
                if (!policy.FailsOpen) refused ??= Denial(call, policy, binding, invocation.Fault, "");
                continue;
            }
            var findings = PolicyJudge.Judge(policy, await view.VariablesAsync(invocation.Subject, invocation.Parameters, cancellation), cancellation);
            foreach (var (index, message, reason) in findings.Failures)
            {
                foreach (var action in binding!.Actions)
                {
                    if (action == "Deny") refused ??= Denial(call, policy, binding, message, reason);
                    else if (action == "Warn") call.Warn($"Validation failed for ValidatingAdmissionPolicy '{policy.Name}' with binding '{binding.Name}': {message}");
                    else if (action == "Audit") call.Annotate(AuditNotes.FailureKey, AuditNotes.Failure(policy, binding, index, message));
                }
            }
            foreach (var (key, value) in findings.Annotations) notes.Add(policy.Name, key, value);
            foreach (var fault in findings.AnnotationFaults) refused ??= Denial(call, policy, binding, fault, "");
        }
        notes.Publish(call);
        return refused;
    }

    private static Status Denial(AdmissionCall call, ValidatingPolicy policy, PolicyBinding? binding, string why, string reason)
    {
        var message = $"ValidatingAdmissionPolicy '{policy.Name}'{(binding is null ? "" : $" with binding '{binding.Name}'")} denied request: {why}";
        var forbidden = call.Forbidden(message);
        return forbidden with
        {
            Reason = reason.Length > 0 ? reason : "Invalid",
            Code = reason switch
            {
                "Forbidden" => 403,
                "Unauthorized" => 401,
                "RequestEntityTooLarge" => 413,
                _ => 422,
            },
            Details = forbidden.Details! with { Causes = [new StatusCause("", message, "")] },
        };
    }
}

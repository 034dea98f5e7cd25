using Timonier.Api.Admission.Matching;
using Timonier.Api.Admission.Requests;
using Timonier.Documents;

namespace Timonier.Api.Admission.Policies;

/// <summary>Finds out which policies look at a write: for which of their bindings, and with which parameters.</summary>
internal sealed class PolicyDispatch<T>(PolicySource<T> source, RequestMatch match, ParameterLookup parameters) where T : AdmissionPolicy
{
    /// <summary>In the order of the policies' and then of the bindings' names, those included that cannot look for a fault.</summary>
    public async ValueTask<IReadOnlyList<PolicyInvocation<T>>> FindAsync(AdmissionCall call, CancellationToken cancellation)
    {
        var policies = await source.PoliciesAsync(cancellation);
        if (policies.Count == 0) return [];
        var asked = AdmissionSubject.Of(call);
        if (asked.IsBeyondPolicies) return [];
        var found = new List<PolicyInvocation<T>>();
        IReadOnlyList<PolicyBinding>? bindings = null;
        foreach (var policy in policies)
        {
            var (subject, failure) = await match.FindAsync(policy.Criteria, call, asked, cancellation);
            if ((failure?.Message ?? (subject is null ? null : parameters.Fault(policy.Parameters))) is { } fault)
            {
                found.Add(new(policy, null, null, asked) { Fault = $"failed to configure policy: {fault}" });
                continue;
            }
            if (subject is null) continue;
            bindings ??= await source.BindingsAsync(cancellation);
            foreach (var binding in bindings)
                if (binding.PolicyName == policy.Name) await AddAsync(found, policy, binding, call, subject, cancellation);
        }
        return found;
    }

    private async ValueTask AddAsync(List<PolicyInvocation<T>> found, T policy, PolicyBinding binding, AdmissionCall call, AdmissionSubject subject, CancellationToken cancellation)
    {
        var asked = AdmissionSubject.Of(call);
        var (matches, failure) = await match.FindAsync(binding.Criteria, call, asked, cancellation);
        if (matches is null && failure is null) return;
        IReadOnlyList<Document?> objects = [];
        var fault = failure?.Message;
        if (fault is null) (objects, fault) = await parameters.FindAsync(policy.Parameters, binding.Parameters, asked.Namespace, cancellation);
        if (fault is not null) found.Add(new(policy, binding, null, subject) { Fault = $"failed to configure binding: {fault}" });
        foreach (var one in objects) found.Add(new(policy, binding, one, subject));
    }
}

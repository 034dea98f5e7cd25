using Timonier.Api.Admission.Requests;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission.Policies;

/// <summary>Expressions that may change what is written; one policy after the other, each sees what those before it left.</summary>
internal sealed class MutatingPolicies(PolicyDispatch<MutatingPolicy> dispatch, PolicyRequests requests, ObjectForms forms) : AdmissionStep
{
    public static readonly ResourceName Policies = new("admissionregistration.k8s.io", "v1", "mutatingadmissionpolicies");
    public static readonly ResourceName Bindings = Policies with { Plural = "mutatingadmissionpolicybindings" };

    public override string Name => "MutatingAdmissionPolicy";

    public override async ValueTask<Status?> ChangeAsync(AdmissionCall call, CancellationToken cancellation)
    {
        var invocations = await dispatch.FindAsync(call, cancellation);
        if (invocations.Count == 0) return null;
        var faults = new List<(PolicyInvocation<MutatingPolicy> Invocation, string Message, bool IsInvalid)>();
        foreach (var invocation in invocations)
            if (invocation.Fault.Length > 0) faults.Add((invocation, invocation.Fault, false));
        var (request, unknown) = await requests.OpenAsync(call, cancellation);
        if (request is null) return unknown;
        if (call.IsSecondLook) call.Policies.Return(call.Body);
        foreach (var invocation in invocations)
        {
            if (invocation.Fault.Length > 0) continue;
            var (errors, failure) = await InvokeAsync(invocation, call, request, cancellation);
            if (failure is not null) return failure;
            foreach (var error in errors) faults.Add((invocation, error, true));
        }
        call.Policies.Leave(call.Body);
        faults.RemoveAll(f => f.Invocation.Policy.FailsOpen);
        return faults.Count == 0 ? null : Denial(call, faults);
    }

    private async ValueTask<(IReadOnlyList<string> Errors, Status? Failure)> InvokeAsync(PolicyInvocation<MutatingPolicy> invocation, AdmissionCall call, PolicyRequest request, CancellationToken cancellation)
    {
        var policy = invocation.Policy;
        var variables = await request.VariablesAsync(invocation.Subject, invocation.Parameters, cancellation);
        if (!policy.Conditions.IsEmpty)
        {
            var (holds, error) = policy.Conditions.Judge(variables, cancellation);
            if (error is not null) return ([error], null);
            if (!holds) return ([], null);
        }
        var id = $"{policy.Name}/{invocation.Binding!.Name}/{invocation.Parameters?.Namespace}/{invocation.Parameters?.Name}";
        if (call.IsSecondLook && !call.Policies.IsWanted(id)) return ([], null);
        var errors = new List<string>();
        var before = call.Body;
        foreach (var mutation in call.Body is null ? [] : policy.Mutations)
        {
            var write = await request.WriteAsync(invocation.Subject, cancellation);
            variables = await request.VariablesAsync(invocation.Subject, invocation.Parameters, cancellation);
            var run = new ExpressionRun(policy.Variables, variables, Cel.CelCostLimits.PerObject, cancellation);
            var (changed, error) = Mutation.Apply(mutation, run, write);
            if (error is not null) errors.Add(error);
            if (changed is null) continue;
            if (await forms.PutBackAsync(call, write.Subject, changed, cancellation) is { } failure) return ([], failure);
            request.Changed();
        }
        if (!Draft.DeepEquals(before, call.Body))
        {
            call.Policies.Changed();
            call.LooksAgain = true;
        }
        if (policy.IsAskedAgain) call.Policies.Asked(id);
        return (errors, null);
    }

    private static Status Denial(AdmissionCall call, List<(PolicyInvocation<MutatingPolicy> Invocation, string Message, bool IsInvalid)> faults)
    {
        var messages = faults.ConvertAll(f => Told(f.Invocation, f.Message));
        var forbidden = call.Forbidden("");
        return forbidden with
        {
            Reason = faults[0].IsInvalid ? "Invalid" : forbidden.Reason,
            Message = messages[0],
            Details = forbidden.Details! with { Causes = [.. messages.Select(m => new StatusCause("", m, ""))] },
        };
    }

    private static string Told(PolicyInvocation<MutatingPolicy> invocation, string message) => invocation.Binding is { } binding
        ? $"policy '{invocation.Policy.Name}' with binding '{binding.Name}' denied request: {message}"
        : $"policy {GoText.Quote(invocation.Policy.Name)} denied request: {message}";
}

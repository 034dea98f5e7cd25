using System.Runtime.CompilerServices;
using Timonier.Api.Storage;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission.Policies;

/// <summary>
/// The policies and bindings of this moment, by name. The store holds them in memory, so every write asks it anew, and
/// a change counts from the next write on; what was compiled of one is kept as long as it stays as it is.
/// </summary>
internal sealed class PolicySource<T>(StoredObjects objects, ResourceName policies, ResourceName bindings, Func<Document, T> compile) where T : AdmissionPolicy
{
    // Not of T: the table asks the trimmer for a constructor of what it holds.
    private readonly ConditionalWeakTable<Document, AdmissionPolicy> compiled = [];
    private readonly ConditionalWeakTable<Document, PolicyBinding> read = [];

    public async ValueTask<IReadOnlyList<T>> PoliciesAsync(CancellationToken cancellation)
    {
        List<T>? all = null;
        foreach (var policy in await objects.AllAsync(policies, cancellation)) (all ??= []).Add((T)compiled.GetValue(policy, p => compile(p)));
        return all ?? (IReadOnlyList<T>)[];
    }

    public async ValueTask<IReadOnlyList<PolicyBinding>> BindingsAsync(CancellationToken cancellation) =>
        [.. (await objects.AllAsync(bindings, cancellation)).Select(b => read.GetValue(b, PolicyBinding.Of))];
}

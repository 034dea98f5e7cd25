using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Framework;

/// <summary>
/// Makes and deletes the pods of one owner: tells of each, and expects each until the informer shows it, so that
/// nobody makes or deletes another for want of news.
/// </summary>
internal sealed class PodWriter(ActionExecutor executor, Expectations expectations, IInformer pods, ObjectKey owner, ObjectReference about)
{
    /// <summary>Answers how many were made, and the first refusal; after one in a batch the rest is not tried.</summary>
    public async Task<(int Made, Status? Failure)> CreateAsync(IReadOnlyList<DraftObject> bodies, CancellationToken cancellation)
    {
        expectations.Expect(owner, bodies.Count, []);
        var (made, failure) = await SlowStart.RunAsync(bodies.Count, async i =>
        {
            var result = await executor.ApplyAsync(new CreateAction(CoreResources.Pods, owner.Namespace, bodies[i]), cancellation);
            // A namespace that is going away takes no more pods, and that is no failure of ours.
            if (!result.IsSuccess && IsNamespaceEnding(result.Failure)) return result.Failure;
            executor.Record(result.IsSuccess
                ? new EventNote(about, "Normal", "SuccessfulCreate", $"Created pod: {result.Value.Name}")
                : new EventNote(about, "Warning", "FailedCreate", $"Error creating: {result.Failure.Message}"));
            return result.Failure;
        });
        for (var i = made; i < bodies.Count; i++) expectations.Created(owner);
        return (made, failure is not null && IsNamespaceEnding(failure) ? null : failure);
    }

    /// <summary>Answers which were deleted (or were gone already), and the first refusal.</summary>
    /// <param name="doomed">The pods.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="before">A write that goes before a deletion, if it needs one.</param>
    public async Task<(IReadOnlyList<Document> Deleted, Status? Failure)> DeleteAsync(IReadOnlyList<Document> doomed, CancellationToken cancellation, Func<Document, PlanAction?>? before = null)
    {
        expectations.Expect(owner, 0, doomed.Select(p => p.Uid));
        var failures = await Task.WhenAll(doomed.Select(async pod =>
        {
            if (before?.Invoke(pod) is { } first && await executor.ApplyAsync([first], cancellation) is { IsNotFound: false } refused) return Undeleted(pod, refused);
            var gone = await executor.ApplyAsync(new DeleteAction(CoreResources.Pods, pod.Namespace, pod.Name, pod.Uid), cancellation);
            if (!gone.IsSuccess) return Undeleted(pod, gone.Failure);
            executor.Record(new EventNote(about, "Normal", "SuccessfulDelete", $"Deleted pod: {pod.Name}"));
            if (pods.Snapshot.Get(pod.Namespace, pod.Name) is not { } left || left.Uid != pod.Uid) expectations.Deleted(owner, pod.Uid);
            return null;
        }));
        return ([.. doomed.Where((_, i) => failures[i] is null)], failures.FirstOrDefault(f => f is not null));
    }

    private Status Undeleted(Document pod, Status failure)
    {
        expectations.Deleted(owner, pod.Uid);
        executor.Record(new EventNote(about, "Warning", "FailedDelete", $"Error deleting: {failure.Message}"));
        return failure;
    }

    private static bool IsNamespaceEnding(Status failure) => failure.Details?.Causes.Any(c => c.Reason == "NamespaceTerminating") ?? false;
}

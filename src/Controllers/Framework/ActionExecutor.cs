using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Framework;

/// <summary>Turns planned actions into writes, in order, and stops at the first that is refused.</summary>
public sealed class ActionExecutor(IClusterClient client, IEventRecorder events)
{
    public async Task<Status?> ApplyAsync(IEnumerable<PlanAction> actions, CancellationToken cancellation)
    {
        foreach (var action in actions)
            if (await ApplyAsync(action, cancellation) is { IsSuccess: false } refused) return refused.Failure;
        return null;
    }

    /// <summary>An object that is gone already counts as deleted.</summary>
    public async Task<ApiResult<Document>> ApplyAsync(PlanAction action, CancellationToken cancellation)
    {
        var result = action switch
        {
            CreateAction create => await client.CreateAsync(create.Resource, create.Namespace, create.Body, cancellation: cancellation),
            UpdateAction update => await client.UpdateAsync(update.Resource, update.Namespace, update.Body, new WriteQuery { Subresource = update.Subresource }, cancellation),
            PatchAction patch => await client.PatchAsync(patch.Resource, patch.Namespace, patch.Name, patch.Patch, new WriteQuery { Subresource = patch.Subresource }, cancellation),
            DeleteAction delete => await DeleteAsync(delete, cancellation),
            _ => throw new ArgumentOutOfRangeException(nameof(action), action, "This executor does not know such an action."),
        };
        if ((result.IsSuccess ? action.Event : action.Refused?.Invoke(result.Failure)) is { } note) Record(note);
        return result;
    }

    public void Record(EventNote note) => events.Record(note.About, note.Type, note.Reason, note.Message);

    private async Task<ApiResult<Document>> DeleteAsync(DeleteAction delete, CancellationToken cancellation)
    {
        var query = new DeleteQuery
        {
            PreconditionUid = delete.Uid,
            PreconditionResourceVersion = delete.ResourceVersion,
            GracePeriodSeconds = delete.GracePeriodSeconds,
            PropagationPolicy = delete.PropagationPolicy,
        };
        var result = await client.DeleteAsync(delete.Resource, delete.Namespace, delete.Name, query, cancellation);
        return !result.IsSuccess && result.Failure.IsNotFound ? Gone : result;
    }

    private static Document Gone { get; } = Document.Parse("""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success"}""");
}

using Microsoft.Extensions.Logging;
using Timonier.Api.Pipeline;
using Timonier.Api.Storage;
using Timonier.Contracts.Cluster;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.CustomResources;

/// <summary>
/// Follows the CustomResourceDefinitions: grants names, serves their kinds and says so, and clears up behind those that
/// go. One reader, so that no name is granted twice; it ends with the store.
/// </summary>
internal sealed partial class CustomResourceLoop(ApiCore core, IRevisionStore store, KindRegistry kinds, TimeProvider time, ILogger logger)
{
    private static readonly ResourceName Definitions = new("apiextensions.k8s.io", "v1", "customresourcedefinitions");
    private static readonly UserInfo Self = UserInfo.Controller("customresourcedefinition-controller");
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);
    private static readonly string Prefix = Keys.Prefix(KindCatalogue.BuiltIn.Find(Definitions)!, "");
    private readonly InProcessClient client = new(core, Self);
    private readonly Dictionary<string, Definition> known = new(StringComparer.Ordinal);
    private readonly HashSet<string> clearing = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <summary>Completes when the store has ended.</summary>
    public Task Following { get; private set; } = Task.CompletedTask;

    /// <summary>Serves what is defined already, and goes on from there.</summary>
    public async ValueTask StartAsync(CancellationToken cancellation)
    {
        var watch = await ReadAsync(cancellation);
        Serve();
        Following = FollowAsync(watch);
    }

    private async ValueTask<IStoreWatch> ReadAsync(CancellationToken cancellation)
    {
        var page = await store.ListAsync(new StoreRange(Prefix), cancellation);
        known.Clear();
        foreach (var entry in page.Entries) Note(Stored.Read(entry));
        return store.Watch(Prefix, page.Revision);
    }

    private async Task FollowAsync(IStoreWatch watch)
    {
        while (true)
        {
            try
            {
                // 1 what has changed; 2 offer it before saying that it is offered; 3 say it, and clear up
                while (watch.TryRead(out var change)) Note(change);
                Serve();
                var failure = await SayAsync();
                Clear();
                if (failure is not null)
                {
                    LogUnsaid(failure.Message);
                    await Task.Delay(AfterFailure, time);
                    continue;
                }
                if (await watch.WaitAsync(CancellationToken.None)) continue;
                var end = watch.End;
                watch.Dispose();
                if (end != StoreWatchEnd.TooSlow) return;
                watch = await ReadAsync(CancellationToken.None);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (Exception e)
            {
                LogFailure(e);
                await Task.Delay(AfterFailure, time);
            }
        }
    }

    private void Note(StoreEvent change)
    {
        var document = Stored.Read(change.Entry);
        if (change.Kind != StoreEventKind.Deleted)
        {
            Note(document);
            return;
        }
        if (!known.Remove(document.Name, out var gone)) return;
        // The names it had may be what another waits for.
        foreach (var other in known.Values.Where(d => d.Group == gone.Group).ToList()) Note(other.Document);
    }

    private void Note(Document document)
    {
        var before = known.GetValueOrDefault(document.Name);
        var group = document.Spec["group"u8].AsString();
        var others = known.Values.Where(d => d.Group == group && d.Document.Name != document.Name).Select(d => d.AcceptedNames);
        known[document.Name] = Definition.Of(document, before, others, time.GetUtcNow());
    }

    private void Serve()
    {
        List<Kind> all = [.. known.OrderBy(d => d.Key, StringComparer.Ordinal).SelectMany(d => d.Value.Kinds)];
        if (!all.SequenceEqual(kinds.Custom)) kinds.SetCustom(all);
    }

    private async ValueTask<Status?> SayAsync()
    {
        Status? failure = null;
        foreach (var definition in known.Values.Where(d => d.IsUnsaid).ToList())
        {
            var written = await client.UpdateAsync(Definitions, "", DraftObject.Of(definition.Judged), new WriteQuery { Subresource = "status", FieldManager = "kube-apiserver" });
            // Somebody changed or deleted it meanwhile: that comes as an event.
            if (!written.IsSuccess && !written.Failure.IsNotFound && written.Failure.Code != 409) failure = written.Failure;
        }
        return failure;
    }
}

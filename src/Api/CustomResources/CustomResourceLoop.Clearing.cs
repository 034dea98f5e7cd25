using Timonier.Api.Pipeline;
using Timonier.Api.Storage;
using Timonier.Contracts.Cluster;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.CustomResources;

internal sealed partial class CustomResourceLoop
{
    /// <summary>Begins to delete the objects of definitions that are to go; each on its own, since one may take long.</summary>
    private void Clear()
    {
        foreach (var definition in known.Values.Where(d => d.IsGoing && HasFinalizer(d.Document)))
        {
            lock (gate)
                if (!clearing.Add(definition.Document.Uid)) continue;
            _ = ClearAsync(definition);
        }
    }

    private async Task ClearAsync(Definition definition)
    {
        var name = definition.Document.Name;
        try
        {
            await DeleteAllAsync(definition);
            await EndAsync(name, definition.Document.Uid);
        }
        catch (ObjectDisposedException)
        {
            return;
        }
        catch (Exception e)
        {
            LogUncleared(name, e.Message);
        }
        finally
        {
            lock (gate) clearing.Remove(definition.Document.Uid);
        }
    }

    private async ValueTask DeleteAllAsync(Definition definition)
    {
        // Names that were never granted have no objects.
        if (definition.Kinds.FirstOrDefault(k => k.ApiVersion == k.StorageVersion) is not { } kind) return;
        var prefix = Keys.Prefix(kind, "");
        while (true)
        {
            var page = await store.ListAsync(new StoreRange(prefix));
            if (page.Entries.Count == 0) return;
            using var watch = store.Watch(prefix, page.Revision);
            var failed = false;
            foreach (var document in page.Entries.Select(Stored.Read).Where(d => !d.Metadata["deletionTimestamp"u8].Exists))
            {
                // Whoever let the definition go let its objects go: a webhook that left with its operator must not hold them.
                var call = new ApiCall { User = Self, Kind = kind, Verb = "delete", Namespace = document.Namespace, Name = document.Name, IsAdmitted = true };
                var answer = await core.ExecuteAsync(call, CancellationToken.None);
                if (answer.Failure is not { IsNotFound: false } failure) continue;
                failed = true;
                LogUncleared(definition.Document.Name, failure.Message);
            }
            if (failed)
            {
                await Task.Delay(AfterFailure, time);
                continue;
            }
            // Whoever holds a finalizer of an object is waited for.
            if (await store.CountAsync(prefix) > 0 && !await watch.WaitAsync(CancellationToken.None) && watch.End != StoreWatchEnd.TooSlow) return;
        }
    }

    private async ValueTask EndAsync(string name, string uid)
    {
        while (true)
        {
            var found = await client.GetAsync(Definitions, "", name);
            if (!found.IsSuccess || found.Value.Uid != uid) return;
            var body = DraftObject.Of(found.Value);
            DefinitionStatus.Terminate(body.Object("status"), holds: false, "InstanceDeletionCompleted", "removed all instances", time.GetUtcNow());
            var said = await client.UpdateAsync(Definitions, "", body, new WriteQuery { Subresource = "status", FieldManager = "kube-apiserver" });
            if (!said.IsSuccess && said.Failure.Code == 409) continue;
            if (!said.IsSuccess) return;
            body = DraftObject.Of(said.Value);
            body.Object("metadata").Array("finalizers").RemoveAll(f => f.AsString() == DefinitionStatus.Finalizer);
            var ended = await client.UpdateAsync(Definitions, "", body, new WriteQuery { FieldManager = "kube-apiserver" });
            if (ended.IsSuccess || ended.Failure.Code != 409) return;
        }
    }

    private static bool HasFinalizer(Document definition)
    {
        foreach (var finalizer in definition.Metadata["finalizers"u8].Items)
            if (finalizer.TextEquals("customresourcecleanup.apiextensions.k8s.io"u8)) return true;
        return false;
    }
}

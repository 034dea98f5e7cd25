using Timonier.Api.Pipeline;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Health;

/// <summary>
/// v1 ComponentStatus, as upstream still answers it: not stored, asked at the moment. The three parts live in this
/// process, so whoever reads the answer has seen two of them at work; the store is asked.
/// </summary>
internal sealed class ComponentStatuses(IRevisionStore store)
{
    private static readonly string[] Names = ["controller-manager", "etcd-0", "scheduler"];

    public static bool Answers(Kind kind) => kind.Resource.Qualified == "componentstatuses";

    public async ValueTask<ApiAnswer> ExecuteAsync(ApiCall call, CancellationToken cancellation)
    {
        if (call.Verb == "get") return Names.Contains(call.Name) ? ApiAnswer.Of(await OfAsync(call.Name, cancellation)) : Status.NotFound(call.Kind.Resource, call.Name);
        var entries = new List<StoreEntry>();
        foreach (var name in Names) entries.Add(new StoreEntry(name, (await OfAsync(name, cancellation)).Utf8, 0, 0));
        return ApiAnswer.Of(new ApiList(entries, store.CurrentRevision));
    }

    private async ValueTask<Document> OfAsync(string name, CancellationToken cancellation)
    {
        var wrong = name == "etcd-0" ? await FaultAsync(cancellation) : null;
        var condition = new DraftObject { ["type"] = "Healthy", ["status"] = wrong is null ? "True" : "False" };
        condition[wrong is null ? "message" : "error"] = wrong ?? "ok";
        return new DraftObject
        {
            ["kind"] = "ComponentStatus",
            ["apiVersion"] = "v1",
            ["metadata"] = new DraftObject { ["name"] = name },
            ["conditions"] = new DraftArray([condition]),
        }.ToDocument();
    }

    private async ValueTask<string?> FaultAsync(CancellationToken cancellation)
    {
        try
        {
            await store.SizeAsync(cancellation);
            return null;
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }
}

using System.Security.Cryptography;
using System.Text;
using Timonier.Contracts.Store;

namespace Timonier.Simulation.Tests.Worlds;

/// <summary>All writes of a run in one number, and the last ones in words.</summary>
internal sealed class Trace
{
    private const int Kept = 60;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Queue<string> last = new();

    public long Events { get; private set; }

    /// <summary>Those that concerned pods.</summary>
    public long PodEvents { get; private set; }

    public string Hash => Convert.ToHexStringLower(hash.GetCurrentHash())[..16];

    public IEnumerable<string> Last => last;

    public void Add(StoreEvent change)
    {
        Events++;
        if (change.Entry.Key.StartsWith("/registry/core/pods/", StringComparison.Ordinal)) PodEvents++;
        hash.AppendData(Encoding.UTF8.GetBytes($"{change.Revision} {change.Kind} {change.Entry.Key} "));
        if (change.Kind != StoreEventKind.Deleted) hash.AppendData(change.Entry.Value.Span);
        if (change.Entry.Key.Contains("/leases/", StringComparison.Ordinal) || change.Entry.Key.Contains("/events/", StringComparison.Ordinal)) return;
        last.Enqueue($"  {change.Revision} {change.Kind} {change.Entry.Key} {Gist(change)}");
        if (last.Count > Kept) last.Dequeue();
    }

    private static string Gist(StoreEvent change)
    {
        var document = Ledger.Read(change.Entry);
        return document.Kind switch
        {
            "Pod" => $"{document.Spec["nodeName"u8].AsString()} {document.Status["phase"u8].AsString()} {(Ledger.IsReady(document) ? "ready" : "")} {(Ledger.IsDeleting(document) ? "deleting" : "")}",
            "Deployment" or "ReplicaSet" or "StatefulSet" => $"wants {document.Spec["replicas"u8].AsInt32()} has {document.Status["replicas"u8].AsInt32()} ready {document.Status["readyReplicas"u8].AsInt32()} {(Ledger.IsDeleting(document) ? "deleting" : "")}",
            "Job" or "Namespace" or "PodDisruptionBudget" => document.Status.IsNullOrMissing ? "" : document.Status.ToString(),
            _ => "",
        };
    }
}

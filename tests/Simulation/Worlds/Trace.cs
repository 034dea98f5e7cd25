using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Timonier.Contracts.Store;
using Timonier.Documents;

namespace Timonier.Simulation.Tests.Worlds;

/// <summary>All requests, faults and writes of a run in one number, the last writes in words, and, where asked for, all of it in a file.</summary>
internal sealed class Trace(Func<long> turn, TextWriter journal)
{
    private const int Kept = 60;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Queue<string> last = new();

    public long Events { get; private set; }

    /// <summary>Those that concerned pods.</summary>
    public long PodEvents { get; private set; }

    public string Hash => Convert.ToHexStringLower(hash.GetCurrentHash())[..16];

    public IEnumerable<string> Last => last;

    /// <summary>Something that happened on the way.</summary>
    public void Note(string what)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{turn()} {what}\n");
        hash.AppendData(Encoding.UTF8.GetBytes(line));
        journal.Write(line);
    }

    /// <param name="change">A write.</param>
    /// <param name="document">What was written, or was there before it was deleted.</param>
    public void Add(StoreEvent change, Document document)
    {
        Events++;
        if (change.Entry.Key.StartsWith("/registry/core/pods/", StringComparison.Ordinal)) PodEvents++;
        Note($"{change.Revision} {change.Kind} {change.Entry.Key}");
        if (change.Kind != StoreEventKind.Deleted) hash.AppendData(change.Entry.Value.Span);
        if (change.Entry.Key.Contains("/leases/", StringComparison.Ordinal) || change.Entry.Key.Contains("/events/", StringComparison.Ordinal)) return;
        last.Enqueue($"  {change.Revision} {change.Kind} {change.Entry.Key} {Gist(document)}");
        if (last.Count > Kept) last.Dequeue();
    }

    private static string Gist(Document document) => document.Kind switch
    {
        "Pod" => $"{document.Spec["nodeName"u8].AsString()} {document.Status["phase"u8].AsString()} {(Ledger.IsReady(document) ? "ready" : "")} {(Ledger.IsDeleting(document) ? "deleting" : "")}",
        "Deployment" or "ReplicaSet" or "StatefulSet" => $"wants {document.Spec["replicas"u8].AsInt32()} has {document.Status["replicas"u8].AsInt32()} ready {document.Status["readyReplicas"u8].AsInt32()} {(Ledger.IsDeleting(document) ? "deleting" : "")}",
        "Job" or "CronJob" or "Namespace" or "PodDisruptionBudget" => document.Status.IsNullOrMissing ? "" : document.Status.ToString(),
        _ => "",
    };
}

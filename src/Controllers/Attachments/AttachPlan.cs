using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Controllers.StorageProtection;
using Timonier.Controllers.Volumes;
using Timonier.Documents;

namespace Timonier.Controllers.Attachments;

/// <summary>
/// The attachments of one node: 1 which volumes its pods need, 2 those that are not attached yet, 3 those that nobody
/// needs and that the node has let go of, 4 what the node is told. A volume leaves the node's list before it is detached.
/// </summary>
public sealed record AttachPlan
{
    private const string Managed = "volumes.kubernetes.io/controller-managed-attach-detach";

    /// <summary>How long a node that is not well may hold a volume that nobody needs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    public IReadOnlyList<PlanAction> Actions { get; private init; } = [];

    /// <summary>Told once the actions are done.</summary>
    public IReadOnlyList<EventNote> Attached { get; private init; } = [];

    /// <summary>Told at once, each text once only.</summary>
    public IReadOnlyList<EventNote> Troubles { get; private init; } = [];

    /// <summary>Attachments that are needed no longer, by name.</summary>
    public IReadOnlySet<string> Unneeded { get; private init; } = new HashSet<string>(StringComparer.Ordinal);

    public TimeSpan? LookAgainAfter { get; private init; }

    public static AttachPlan Compute(AttachSnapshot seen, DateTimeOffset now)
    {
        var node = seen.Node;
        var present = seen.Attachments.Where(a => a.Spec["nodeName"u8].AsString() == seen.NodeName && Of(a, seen) is not null).ToDictionary(a => Of(a, seen)!.Attachment, StringComparer.Ordinal);
        // 1 what is needed; a node that does not want to be served still gets rid of what it has
        var needed = node is not null && node.Metadata["annotations"u8][Managed].TextEquals("true"u8) ? Needed(seen) : [];

        // 2 what is missing
        var (create, attached, troubles) = (new List<PlanAction>(), new List<EventNote>(), new List<EventNote>());
        foreach (var (volume, pods) in needed.Values)
        {
            var attachment = present.GetValueOrDefault(volume.Attachment);
            if (attachment is null)
            {
                if (Elsewhere(seen, volume, pods[0]) is { } taken) troubles.AddRange(pods.Select(p => Note(p, "Warning", "FailedAttachVolume", $"Multi-Attach error for volume \"{volume.Volume}\" {taken}")));
                else create.Add(Create(volume));
            }
            else if (attachment.Status["attachError"u8]["message"u8].AsStringOrNull() is { } error && !attachment.Status["attached"u8].AsBool())
                troubles.AddRange(pods.Select(p => Note(p, "Warning", "FailedAttachVolume", $"AttachVolume.Attach failed for volume \"{volume.Volume}\" : {error}")));
        }

        // 3 what is to go
        var (release, wait) = Released(seen, present.Where(p => !needed.ContainsKey(p.Key)).ToDictionary(), now);

        // 4 what the node is told
        var safe = present.Where(p => p.Value.Status["attached"u8].AsBool() && !PodFacts.IsDeleting(p.Value) && !release.ContainsKey(p.Key)).Select(p => Of(p.Value, seen)!).OrderBy(v => v.Unique, StringComparer.Ordinal).ToList();
        var told = Told(node);
        foreach (var volume in safe.Where(v => !told.Contains(v.Unique) && needed.ContainsKey(v.Attachment)))
            attached.AddRange(needed[volume.Attachment].Pods.Select(p => Note(p, "Normal", "SuccessfulAttachVolume", $"AttachVolume.Attach succeeded for volume \"{volume.Volume}\" ")));
        var tell = node is null || told.SetEquals(safe.Select(v => v.Unique)) ? null : Tell(node, safe);
        return new AttachPlan
        {
            Actions = [.. create, .. tell is null ? [] : (PlanAction[])[tell], .. release.Values],
            Attached = attached,
            Troubles = troubles,
            Unneeded = present.Keys.Where(k => !needed.ContainsKey(k)).ToHashSet(StringComparer.Ordinal),
            LookAgainAfter = wait,
        };
    }

    private static Dictionary<string, (AttachedVolume Volume, List<Document> Pods)> Needed(AttachSnapshot seen)
    {
        var needed = new Dictionary<string, (AttachedVolume Volume, List<Document> Pods)>(StringComparer.Ordinal);
        foreach (var pod in seen.Pods.Where(p => !IsOver(p)).OrderBy(p => p.Name, StringComparer.Ordinal))
            foreach (var claim in ClaimUse.Names(pod))
            {
                if (seen.VolumeOf(pod.Namespace, claim) is not { } found || AttachedVolume.Of(found, seen.NodeName) is not { } volume || !seen.NeedsAttaching(volume.Driver)) continue;
                if (needed.TryGetValue(volume.Attachment, out var known)) known.Pods.Add(pod);
                else needed[volume.Attachment] = (volume, [pod]);
            }
        return needed;
    }

    /// <summary>Nothing of it runs any more.</summary>
    private static bool IsOver(Document pod)
    {
        if (PodFacts.IsFinished(pod)) return true;
        if (!PodFacts.IsDeleting(pod)) return false;
        foreach (var container in pod.Status["containerStatuses"u8].Items)
            if (!container["state"u8]["terminated"u8].Exists && !container["state"u8]["waiting"u8].Exists) return false;
        return pod.Status["containerStatuses"u8].Count > 0;
    }

    /// <summary>Why a volume that one node alone may have cannot come here now.</summary>
    private static string? Elsewhere(AttachSnapshot seen, AttachedVolume volume, Document pod)
    {
        if (seen.Volume(volume.Volume) is { } found && new VolumeModel(found).Modes.Any(m => m is "ReadWriteMany" or "ReadOnlyMany")) return null;
        if (!seen.Attachments.Any(a => a.Spec["source"u8]["persistentVolumeName"u8].AsString() == volume.Volume && a.Spec["nodeName"u8].AsString() != seen.NodeName)) return null;
        var others = seen.OthersUsing(pod, volume.Volume);
        return others.Count == 0
            ? "Volume is already exclusively attached to one node and can't be attached to another"
            : $"Volume is already used by pod(s) {string.Join(", ", others)}";
    }

    private static (Dictionary<string, DeleteAction> Release, TimeSpan? Wait) Released(AttachSnapshot seen, Dictionary<string, Document> unneeded, DateTimeOffset now)
    {
        var release = new Dictionary<string, DeleteAction>(StringComparer.Ordinal);
        TimeSpan? wait = null;
        foreach (var (name, attachment) in unneeded)
        {
            if (PodFacts.IsDeleting(attachment)) continue;
            if (MayGo(seen, name, Of(attachment, seen)!.Unique, now) is not { } left) release[name] = new DeleteAction(StorageResources.Attachments, "", attachment.Name, attachment.Uid);
            else if (left > TimeSpan.Zero && (wait is null || left < wait)) wait = left;
        }
        return (release, wait);
    }

    /// <summary>Null: at once; otherwise when to look again, zero for when something changes.</summary>
    private static TimeSpan? MayGo(AttachSnapshot seen, string name, string unique, DateTimeOffset now)
    {
        if (seen.Node is not { } node || !InUse(node, unique) || IsOutOfService(node)) return null;
        if (PodFacts.IsReady(node)) return TimeSpan.Zero;
        var left = seen.UnneededSince.GetValueOrDefault(name, now) + Patience - now;
        return left > TimeSpan.Zero ? left : null;
    }

    private static bool InUse(Document node, string unique)
    {
        foreach (var used in node.Status["volumesInUse"u8].Items)
            if (used.AsString() == unique) return true;
        return false;
    }

    private static bool IsOutOfService(Document node)
    {
        foreach (var taint in node.Spec["taints"u8].Items)
            if (taint["key"u8].TextEquals("node.kubernetes.io/out-of-service"u8)) return true;
        return false;
    }

    private static AttachedVolume? Of(Document attachment, AttachSnapshot seen)
    {
        // The volume itself may be gone already; an attachment that is not under our name is somebody else's.
        if (seen.Volume(attachment.Spec["source"u8]["persistentVolumeName"u8].AsString()) is not { } volume) return null;
        return AttachedVolume.Of(volume, attachment.Spec["nodeName"u8].AsString()) is { } attached && attached.Attachment == attachment.Name ? attached : null;
    }

    private static HashSet<string> Told(Document? node)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        if (node is null) return told;
        foreach (var volume in node.Status["volumesAttached"u8].Items) told.Add(volume["name"u8].AsString());
        return told;
    }

    private static PatchAction Tell(Document node, IEnumerable<AttachedVolume> safe)
    {
        var list = new DraftArray(safe.Select(v => new DraftObject { ["name"] = v.Unique, ["devicePath"] = "" }));
        var patch = new DraftObject { ["metadata"] = new DraftObject { ["uid"] = node.Uid }, ["status"] = new DraftObject { ["volumesAttached"] = list } };
        return new PatchAction(CoreResources.Nodes, "", node.Name, PatchBody.Strategic(patch), "status");
    }

    private static CreateAction Create(AttachedVolume volume) => new(StorageResources.Attachments, "", new DraftObject
    {
        ["apiVersion"] = "storage.k8s.io/v1",
        ["kind"] = "VolumeAttachment",
        ["metadata"] = new DraftObject { ["name"] = volume.Attachment },
        ["spec"] = new DraftObject { ["attacher"] = volume.Driver, ["nodeName"] = volume.Node, ["source"] = new DraftObject { ["persistentVolumeName"] = volume.Volume } },
    });

    private static EventNote Note(Document pod, string type, string reason, string message) =>
        new(ObjectReference.To(pod) with { ApiVersion = "v1", Kind = "Pod" }, type, reason, message);
}

using Timonier.Documents;

namespace Timonier.Scheduling.Plugins;

/// <summary>A disk that a pod names itself and that two pods of a node share only when both read.</summary>
/// <param name="Id">Its kind and names; equal ids are one disk.</param>
/// <param name="IsReadOnly">Whether the pod only reads.</param>
/// <param name="MayShare">Whether readers may be together.</param>
internal sealed record ExclusiveDisk(string Id, bool IsReadOnly, bool MayShare)
{
    public bool CollidesWith(ExclusiveDisk other) => Id == other.Id && !(MayShare && IsReadOnly && other.IsReadOnly);

    public static List<ExclusiveDisk> ListOf(Document pod)
    {
        var disks = new List<ExclusiveDisk>();
        foreach (var volume in pod.Spec["volumes"u8].Items)
        {
            if (volume["gcePersistentDisk"u8] is { IsObject: true } gce) disks.Add(new($"gce {gce["pdName"u8].AsString()}", gce["readOnly"u8].AsBool(), MayShare: true));
            if (volume["awsElasticBlockStore"u8] is { IsObject: true } ebs) disks.Add(new($"ebs {ebs["volumeID"u8].AsString()}", ebs["readOnly"u8].AsBool(), MayShare: false));
            if (volume["iscsi"u8] is { IsObject: true } iscsi) disks.Add(new($"iscsi {iscsi["iqn"u8].AsString()}", iscsi["readOnly"u8].AsBool(), MayShare: true));
            if (volume["rbd"u8] is { IsObject: true } rbd) disks.Add(new($"rbd {rbd["pool"u8].AsString()}/{rbd["image"u8].AsString()} {rbd["monitors"u8]}", rbd["readOnly"u8].AsBool(), MayShare: true));
        }
        return disks;
    }
}

namespace Timonier.Scheduling.Framework;

/// <summary>What kind of object has changed.</summary>
public enum ChangeOf
{
    /// <summary>A node came, or differs in what decisions read.</summary>
    Node,

    /// <summary>A pod came to a node, or is there with other labels or requests.</summary>
    AssignedPod,

    /// <summary>A pod left its node: its end, its removal, or a binding that came to nothing.</summary>
    PodGone,

    /// <summary>The waiting pod itself was changed.</summary>
    Itself,
    Claim,
    Volume,
    StorageClass,
    CsiNode,
    CsiDriver,
    CsiCapacity,
    VolumeAttachment,
    ResourceClaim,
    ResourceSlice,
    DeviceClass,
    Namespace,
}

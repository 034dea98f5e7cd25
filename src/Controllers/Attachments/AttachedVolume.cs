using System.Security.Cryptography;
using System.Text;
using Timonier.Documents;

namespace Timonier.Controllers.Attachments;

/// <summary>One volume of a driver on one node, under the names that driver, node and attacher know it by.</summary>
public sealed record AttachedVolume(string Volume, string Driver, string Handle, string Node)
{
    /// <summary>The name of its VolumeAttachment: the node's agent computes the same.</summary>
    public string Attachment { get; } = "csi-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Handle + Driver + Node)));

    /// <summary>Its name in a node's status.</summary>
    public string Unique => $"kubernetes.io/csi/{Driver}^{Handle}";

    /// <summary>As a persistent volume says; null when no driver has it.</summary>
    public static AttachedVolume? Of(Document volume, string node) => volume.Spec["csi"u8] is { Exists: true } csi
        ? new AttachedVolume(volume.Name, csi["driver"u8].AsString(), csi["volumeHandle"u8].AsString(), node)
        : null;
}

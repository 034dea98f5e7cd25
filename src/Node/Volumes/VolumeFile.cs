namespace Timonier.Node.Volumes;

/// <summary>One file of a volume made from API objects.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="Mode">Its permissions, before those that a group of the pod adds.</param>
/// <param name="User">Its owner; null: the node's own user.</param>
internal sealed record VolumeFile(byte[] Content, int Mode, long? User = null);

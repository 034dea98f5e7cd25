namespace Timonier.Node.Volumes;

/// <summary>One file of a volume made from API objects.</summary>
internal sealed record VolumeFile(byte[] Content, int Mode);

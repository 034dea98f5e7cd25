namespace Timonier.Node.Volumes;

/// <summary>A volume cannot be made ready now; the message is shown to users.</summary>
public sealed class VolumeException(string volume, string message) : Exception($"MountVolume.SetUp failed for volume \"{volume}\" : {message}");

namespace Timonier.Node.Streams;

/// <summary>One run of a container, with the absolute path of its log.</summary>
public sealed record ContainerInstance(string Id, string LogPath);

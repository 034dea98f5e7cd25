namespace Timonier.Streaming;

/// <summary>What the other server said instead of serving.</summary>
public sealed record TunnelRefusal(int StatusCode, string Text);

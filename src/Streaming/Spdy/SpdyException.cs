namespace Timonier.Streaming;

/// <summary>The peer broke the protocol or a limit, or the connection is over.</summary>
public sealed class SpdyException(string message) : IOException(message);

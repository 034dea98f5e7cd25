namespace Timonier.Streaming;

/// <summary>What one peer may make us hold.</summary>
public sealed record SpdyLimits
{
    public static SpdyLimits Default { get; } = new();

    /// <summary>Bytes of one header block, unpacked.</summary>
    public int HeaderBytes { get; init; } = 16 * 1024;

    /// <summary>Bytes of one control frame.</summary>
    public int ControlFrameBytes { get; init; } = 64 * 1024;

    /// <summary>Streams open at once; further ones are refused.</summary>
    public int Streams { get; init; } = 1000;

    /// <summary>Received bytes of one stream that nobody has read yet; the connection is not read further past it.</summary>
    public int UnreadBytes { get; init; } = 256 * 1024;
}

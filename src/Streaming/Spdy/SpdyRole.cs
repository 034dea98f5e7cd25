namespace Timonier.Streaming;

/// <summary>Which end we are; it decides who uses odd and who even stream ids.</summary>
public enum SpdyRole
{
    Client,
    Server,
}

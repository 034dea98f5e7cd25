namespace Timonier.Grpc;

/// <summary>A call that did not end well, with the status of the other side or <see cref="GrpcStatus.Unavailable"/> when it was not heard of again.</summary>
public sealed class GrpcException(int code, string message) : Exception(message)
{
    /// <summary>One of <see cref="GrpcStatus"/>.</summary>
    public int Code { get; } = code;
}

namespace Timonier.Grpc;

/// <summary>The status codes of gRPC that somebody here looks at.</summary>
public static class GrpcStatus
{
    public const int Unknown = 2;
    public const int DeadlineExceeded = 4;
    public const int NotFound = 5;
    public const int ResourceExhausted = 8;
    public const int OutOfRange = 11;
    public const int Unimplemented = 12;
    public const int Internal = 13;
    public const int Unavailable = 14;
    public const int Unauthenticated = 16;
}

using Timonier.Kernel;

namespace Timonier.Testing;

/// <summary>The API refused what a test asked for.</summary>
public sealed class ClusterRefusedException(Status status) : Exception($"{status.Code} {status.Reason}: {status.Message}")
{
    public Status Status => status;
}

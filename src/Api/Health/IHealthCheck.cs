namespace Timonier.Api.Health;

/// <summary>A named part of /readyz and, where it says so, of /livez and /healthz.</summary>
public interface IHealthCheck
{
    string Name { get; }

    /// <summary>False: the part counts for readiness only, so that a slow start does not look like a dead process.</summary>
    bool CountsForLiveness { get; }

    /// <summary>Null when all is well, otherwise what is wrong.</summary>
    ValueTask<string?> CheckAsync(CancellationToken cancellation);
}

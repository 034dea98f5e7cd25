using Timonier.Contracts.Runtime;
using Timonier.Runtime.Simulated.Lives;

namespace Timonier.Runtime.Simulated;

/// <summary>What a simulated runtime is told by whoever makes the node.</summary>
public sealed record SimulatedRuntimeConfig
{
    public LifeBook Lives { get; init; } = LifeBook.Default;

    /// <summary>An address for a sandbox of that id; null: there is none left, or no network yet.</summary>
    public Func<string, string?> Attach { get; init; } = _ => "127.0.0.1";

    /// <summary>Takes the address back.</summary>
    public Action<string> Detach { get; init; } = _ => { };

    /// <summary>Whether pods can have addresses.</summary>
    public Func<bool> HasNetwork { get; init; } = () => true;

    /// <summary>What a file below a mount holds now, by its path there; null: there is none.</summary>
    public Func<ContainerMount, string, CancellationToken, Task<ReadOnlyMemory<byte>?>> ReadFile { get; init; } = (_, _, _) => Task.FromResult<ReadOnlyMemory<byte>?>(null);
}

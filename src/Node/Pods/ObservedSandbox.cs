using System.Collections.Immutable;

namespace Timonier.Node.Pods;

/// <summary>A sandbox as the runtime last described it.</summary>
public sealed record ObservedSandbox(string Id, uint Attempt, bool Ready, DateTimeOffset CreatedAt, ImmutableArray<string> Ips);

namespace Timonier.Scheduling.Explanations;

/// <summary>What stands between a pod and the nodes of a group.</summary>
public sealed record Obstacle(string Plugin, string Reason);

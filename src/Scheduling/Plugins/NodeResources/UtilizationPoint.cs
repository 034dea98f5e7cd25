namespace Timonier.Scheduling.Plugins;

/// <summary>A point of the line from utilization (0 to 100) to score (0 to 10).</summary>
public sealed record UtilizationPoint(int Utilization, int Score);

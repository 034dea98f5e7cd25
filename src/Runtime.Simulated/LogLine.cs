namespace Timonier.Runtime.Simulated;

/// <summary>A line that a simulated container wrote.</summary>
public sealed record LogLine(DateTimeOffset At, string Text);

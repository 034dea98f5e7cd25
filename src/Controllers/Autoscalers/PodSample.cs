namespace Timonier.Controllers.Autoscalers;

/// <summary>What one pod used or counted, in thousandths, as the mean of a window that ended then.</summary>
public sealed record PodSample(long MilliValue, DateTimeOffset At, TimeSpan Window);

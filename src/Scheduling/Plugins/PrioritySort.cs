using Timonier.Scheduling.Framework;

namespace Timonier.Scheduling.Plugins;

/// <summary>The pod of the higher priority first; of equals the one that has waited longer.</summary>
public sealed class PrioritySort : IQueueSortPlugin
{
    public string Name => "PrioritySort";

    public (long First, long Then) KeyOf(int priority, DateTimeOffset since) => (-(long)priority, since.UtcTicks);
}

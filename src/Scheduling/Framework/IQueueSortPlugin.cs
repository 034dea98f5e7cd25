namespace Timonier.Scheduling.Framework;

/// <summary>Which of two waiting pods is tried first: the one with the smaller key.</summary>
public interface IQueueSortPlugin : IPlugin
{
    /// <param name="priority">The pod's priority.</param>
    /// <param name="since">When it came into the queue first.</param>
    (long First, long Then) KeyOf(int priority, DateTimeOffset since);
}

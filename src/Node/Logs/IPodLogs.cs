using Timonier.Node.Pods;
using Timonier.Node.Streams;

namespace Timonier.Node.Logs;

/// <summary>What the containers of a node write, kept for those who ask.</summary>
public interface IPodLogs
{
    /// <summary>Whether they take room that grows, so that <see cref="RotateAsync"/> must be called.</summary>
    bool Grow { get; }

    /// <summary>Makes room for a pod's logs, or for those of one of its containers.</summary>
    void Prepare(PodDefinition pod, string container = "");

    /// <summary>Shows a container's log where log collectors look.</summary>
    void Publish(PodDefinition pod, string container, ContainerInstance instance);

    /// <exception cref="RuntimeException">The runtime refused to open a new log.</exception>
    Task RotateAsync(ContainerInstance instance, CancellationToken cancellation);

    bool Exist(ContainerInstance instance);

    /// <summary>Copies what is asked for, and with it what comes while the container runs if that is asked.</summary>
    Task ReadAsync(ContainerInstance instance, LogQuery query, Func<bool> isRunning, Stream target, CancellationToken cancellation);

    /// <summary>Of a container that the runtime has forgotten.</summary>
    void Remove(ContainerInstance instance);

    /// <summary>Of a pod that is gone.</summary>
    void Remove(PodDefinition pod);
}

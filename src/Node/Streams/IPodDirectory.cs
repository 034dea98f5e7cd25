namespace Timonier.Node.Streams;

/// <summary>The pods of this node as its agent knows them; read from many requests at once.</summary>
public interface IPodDirectory
{
    IReadOnlyCollection<Document> Pods { get; }

    Document? Pod(string @namespace, string name);

    /// <summary>The sandbox that the pod runs in; null while it has none.</summary>
    string? SandboxId(string podUid);

    /// <summary>Null when the agent has seen nothing of that container yet.</summary>
    PodContainer? Container(string podUid, string container);

    bool IsRunning(string containerId);
}

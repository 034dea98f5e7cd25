using System.Collections.Immutable;

namespace Timonier.Node.Pods;

/// <summary>The wanted state of one pod: an immutable reading of its document.</summary>
public sealed class PodDefinition
{
    private PodResources? requests;

    public PodDefinition(Document document)
    {
        Document = document;
        var spec = document.Spec;
        InitContainers = Read(spec, "initContainers");
        Containers = Read(spec, "containers");
        EphemeralContainers = Read(spec, "ephemeralContainers");
        var policy = spec["restartPolicy"u8].AsString();
        RestartPolicy = policy.Length == 0 ? "Always" : policy;
        Qos = QualityOfService.Of(spec);
    }

    public Document Document { get; }
    public string Namespace => Document.Namespace;
    public string Name => Document.Name;
    public string Uid => Document.Uid;
    public Place Spec => Document.Spec;
    public ImmutableArray<ContainerDefinition> InitContainers { get; }
    public ImmutableArray<ContainerDefinition> Containers { get; }
    public ImmutableArray<ContainerDefinition> EphemeralContainers { get; }

    /// <summary>Those that the pod is made of; ephemeral ones come and go without weight.</summary>
    public IEnumerable<ContainerDefinition> AllContainers => InitContainers.Concat(Containers);
    public string RestartPolicy { get; }

    /// <summary>Guaranteed, Burstable or BestEffort.</summary>
    public string Qos { get; }
    public bool HostNetwork => Spec["hostNetwork"u8].AsBool();
    /// <summary>What it asks of its node.</summary>
    internal PodResources Requests => requests ??= PodResources.Requests(this);

    public long Generation => Document.Metadata["generation"u8].AsInt64();
    public bool IsDeleting => Document.Metadata["deletionTimestamp"u8].IsString;

    public TimeSpan Grace =>
        TimeSpan.FromSeconds(Document.Metadata["deletionGracePeriodSeconds"u8].AsInt64OrNull() ?? SpecGrace);

    public long SpecGrace => Spec["terminationGracePeriodSeconds"u8].AsInt64OrNull() ?? 30;

    /// <summary>How messages name a pod: web_default(uid).</summary>
    public string LongName => $"{Name}_{Namespace}({Uid})";

    public string LogDirectoryName => $"{Namespace}_{Name}_{Uid}";

    public ContainerDefinition? Find(string containerName) =>
        AllContainers.Concat(EphemeralContainers).FirstOrDefault(c => string.Equals(c.Name, containerName, StringComparison.Ordinal));

    /// <summary>The phase last written to the API says that nothing of it will ever run again.</summary>
    public bool IsFinished => Document.Status["phase"u8].AsString() is "Succeeded" or "Failed";

    /// <summary>True when more has changed than what the node itself reports: its own words coming back are no news.</summary>
    public bool DiffersFrom(PodDefinition old)
    {
        if (Differs(Spec, old.Spec)) return true;
        foreach (var field in (string[])["labels", "annotations", "deletionTimestamp", "deletionGracePeriodSeconds", "generation"])
            if (Differs(Document.Metadata[field], old.Document.Metadata[field])) return true;
        // Conditions that others write decide over readiness gates.
        return Spec["readinessGates"u8].Exists && Differs(Document.Status["conditions"u8], old.Document.Status["conditions"u8]);

        static bool Differs(Place one, Place other) => one.Exists != other.Exists || (one.Exists && !one.Raw.Span.SequenceEqual(other.Raw.Span));
    }

    /// <summary>What the API last heard of a container.</summary>
    public Place LastStatus(ContainerDefinition definition)
    {
        foreach (var status in Document.Status[definition.StatusList].Items)
            if (status["name"u8].AsString() == definition.Name) return status;
        return default;
    }

    /// <summary>The attempt to begin with when the runtime has no container of it any more: one named in the status has run before.</summary>
    public uint FirstAttempt(ContainerDefinition definition)
    {
        var status = LastStatus(definition);
        var lost = status["containerID"u8].AsString().Length > 0 ? 1 : 0;
        return (uint)(status["restartCount"u8].AsInt64() + lost);
    }

    private static ImmutableArray<ContainerDefinition> Read(Place spec, string list)
    {
        var read = ImmutableArray.CreateBuilder<ContainerDefinition>();
        foreach (var item in spec[list].Items) read.Add(new ContainerDefinition(item, list));
        return read.ToImmutable();
    }
}

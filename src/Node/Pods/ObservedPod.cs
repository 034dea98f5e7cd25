using System.Collections.Immutable;

namespace Timonier.Node.Pods;

/// <summary>What exists of one pod in the runtime; newest attempts first.</summary>
public sealed record ObservedPod(ImmutableArray<ObservedSandbox> Sandboxes, ImmutableArray<ObservedContainer> Containers)
{
    public static ObservedPod Nothing { get; } = new([], []);

    public ObservedSandbox? Sandbox => Sandboxes.Length > 0 ? Sandboxes[0] : null;

    /// <summary>The newest container of that name, in whatever sandbox.</summary>
    public ObservedContainer? Latest(string name)
    {
        foreach (var container in Containers)
            if (string.Equals(container.Name, name, StringComparison.Ordinal)) return container;
        return null;
    }

    /// <summary>The one before the newest.</summary>
    public ObservedContainer? Previous(string name) =>
        Containers.Where(c => string.Equals(c.Name, name, StringComparison.Ordinal)).Skip(1).FirstOrDefault();

    public bool AnyRunning => Containers.Any(c => c.IsRunning);

    /// <summary>True when a list shows that something here is no longer as it was; what has ended does not change.</summary>
    public bool DiffersFrom(IReadOnlyDictionary<string, ContainerPhase> containers, IReadOnlySet<string> readySandboxes) =>
        Containers.Any(c => !c.IsExited && containers.GetValueOrDefault(c.Id, ContainerPhase.Unknown) != c.Status.Phase)
        || Sandboxes.Any(s => s.Ready && !readySandboxes.Contains(s.Id));

    public ObservedPod With(ObservedSandbox sandbox) =>
        this with { Sandboxes = [.. Sandboxes.Where(s => s.Id != sandbox.Id).Append(sandbox).OrderByDescending(s => s.Attempt)] };

    public ObservedPod With(ObservedContainer container) => this with
    {
        Containers = [.. Containers.Where(c => c.Id != container.Id).Append(container)
            .OrderByDescending(c => c.Attempt).ThenByDescending(c => c.Status.CreatedAt)],
    };

    public ObservedPod WithoutContainer(string id) => this with { Containers = [.. Containers.Where(c => c.Id != id)] };

    public ObservedPod WithoutSandbox(string id) => this with
    {
        Sandboxes = [.. Sandboxes.Where(s => s.Id != id)],
        Containers = [.. Containers.Where(c => c.SandboxId != id)],
    };
}

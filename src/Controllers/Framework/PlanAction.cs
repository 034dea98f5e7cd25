using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Framework;

/// <summary>One write that a plan asks for. Every one is compare-and-set: by resourceVersion, by uid, or by being new.</summary>
public abstract record PlanAction(ResourceName Resource, string Namespace, string Name)
{
    /// <summary>Told once the write stands.</summary>
    public EventNote? Event { get; init; }

    /// <summary>Told when the write is refused, if this finds it worth telling.</summary>
    public Func<Status, EventNote?>? Refused { get; init; }
}

public sealed record CreateAction(ResourceName Resource, string Namespace, DraftObject Body) : PlanAction(Resource, Namespace, Body.Object("metadata").String("name"));

/// <summary>The body carries the resourceVersion it was computed from.</summary>
public sealed record UpdateAction(ResourceName Resource, string Namespace, DraftObject Body, string Subresource = "")
    : PlanAction(Resource, Namespace, Body.Object("metadata").String("name"));

/// <summary>The patch carries the uid, so that it never hits a namesake.</summary>
public sealed record PatchAction(ResourceName Resource, string Namespace, string Name, PatchBody Patch, string Subresource = "") : PlanAction(Resource, Namespace, Name);

public sealed record DeleteAction(ResourceName Resource, string Namespace, string Name, string Uid) : PlanAction(Resource, Namespace, Name)
{
    public long? GracePeriodSeconds { get; init; }
    public string PropagationPolicy { get; init; } = "";
    public string ResourceVersion { get; init; } = "";
}

/// <summary>An event as a plan wants it told.</summary>
public sealed record EventNote(ObjectReference About, string Type, string Reason, string Message);

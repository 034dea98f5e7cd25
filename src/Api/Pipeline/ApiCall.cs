using Timonier.Api.Audit;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kinds;

namespace Timonier.Api.Pipeline;

/// <summary>One request, free of any transport: HTTP and the in-process client both end up here.</summary>
public sealed record ApiCall
{
    public required UserInfo User { get; init; }

    /// <summary>The kind as it is stored; before that is known, as it is asked for.</summary>
    public required Kind Kind { get; init; }

    /// <summary>The version in which the caller speaks, where that is not the stored one.</summary>
    public Kind? Asked { get; init; }
    public Kind Spoken => Asked ?? Kind;

    /// <summary>get, list, watch, create, update, patch, delete, deletecollection.</summary>
    public required string Verb { get; init; }
    public string Namespace { get; init; } = "";
    public string Name { get; init; } = "";
    public string Subresource { get; init; } = "";

    /// <summary>What is told of it afterwards; null: nothing.</summary>
    public AuditTrail? Audit { get; init; }

    /// <summary>For create and update; owned by the call and changed by it.</summary>
    public DraftObject? Body { get; init; }
    public PatchBody? Patch { get; init; }

    /// <summary>What the body says twice, in the words of its reader.</summary>
    public IReadOnlyList<string> Repeated { get; init; } = [];
    public FieldValidation Validation { get; init; } = FieldValidation.Warn;

    /// <summary>Under which name the caller owns what it writes.</summary>
    public string FieldManager { get; init; } = "";

    /// <summary>An apply takes fields from their owners instead of meeting a conflict.</summary>
    public bool Force { get; init; }
    public bool DryRun { get; init; }

    /// <summary>What was wished for has been admitted already, and follows from that.</summary>
    public bool IsAdmitted { get; init; }
    public ListOptions List { get; init; } = ListOptions.All;
    public DeleteOptions Delete { get; init; } = DeleteOptions.None;
}

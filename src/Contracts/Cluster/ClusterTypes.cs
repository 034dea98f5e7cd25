using System.Diagnostics.CodeAnalysis;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Contracts.Cluster;

/// <summary>Either a value or the Status that says why not.</summary>
public readonly struct ApiResult<T> where T : class
{
    private ApiResult(T? value, Status? failure)
    {
        Value = value;
        Failure = failure;
    }

    public T? Value { get; }
    public Status? Failure { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool IsSuccess => Failure is null;

    public static ApiResult<T> Success(T value) => new(value, null);
    public static ApiResult<T> Refused(Status failure) => new(null, failure);

    public static implicit operator ApiResult<T>(T value) => Success(value);
    public static implicit operator ApiResult<T>(Status failure) => Refused(failure);
}

public sealed record DocumentList(IReadOnlyList<Document> Items, string ResourceVersion, string Continue = "", long RemainingItemCount = 0);

public sealed record ListQuery
{
    public string LabelSelector { get; init; } = "";
    public string FieldSelector { get; init; } = "";
    public int Limit { get; init; }
    public string Continue { get; init; } = "";

    /// <summary>Empty: newest. "0": any. Otherwise not older than this.</summary>
    public string ResourceVersion { get; init; } = "";

    /// <summary>Lists what stands below this name ("*": below each object that is selected), as servers of metrics offer it, and there as <see cref="Part"/>; empty: the resource itself.</summary>
    public string Name { get; init; } = "";
    public string Part { get; init; } = "";

    /// <summary>Which series of a metric, where <see cref="Part"/> is one.</summary>
    public string MetricLabelSelector { get; init; } = "";
}

public sealed record WatchQuery
{
    public string LabelSelector { get; init; } = "";
    public string FieldSelector { get; init; } = "";
    public string ResourceVersion { get; init; } = "";
    public bool AllowBookmarks { get; init; } = true;

    /// <summary>Start with the present state as ADDED events, closed by a bookmark annotated k8s.io/initial-events-end.</summary>
    public bool SendInitialEvents { get; init; }
}

public sealed record WriteQuery
{
    public string FieldManager { get; init; } = "";
    public string Subresource { get; init; } = "";

    /// <summary>The object whose subresource is posted to; otherwise taken from the body.</summary>
    public string Name { get; init; } = "";
    public bool DryRun { get; init; }
}

public sealed record DeleteQuery
{
    public long? GracePeriodSeconds { get; init; }
    public string PropagationPolicy { get; init; } = "";
    public string PreconditionUid { get; init; } = "";
    public string PreconditionResourceVersion { get; init; } = "";
    public bool DryRun { get; init; }
}

public enum PatchKind { Json, Merge, StrategicMerge, Apply }

public sealed record PatchBody(PatchKind Kind, ReadOnlyMemory<byte> Utf8)
{
    public static PatchBody Merge(Draft patch) => new(PatchKind.Merge, patch.ToDocument().Utf8);
    public static PatchBody Strategic(Draft patch) => new(PatchKind.StrategicMerge, patch.ToDocument().Utf8);
}

public enum WatchEventType { Added, Modified, Deleted, Bookmark, Error }

/// <summary>For <see cref="WatchEventType.Error"/> the object is a Status document.</summary>
public sealed record WatchEvent(WatchEventType Type, Document Object);

/// <summary>Who acts: what authentication found out, or a component's own identity.</summary>
public sealed record UserInfo(string Name, IReadOnlyList<string> Groups)
{
    public string Uid { get; init; } = "";
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Extra { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    public static UserInfo Anonymous { get; } = new("system:anonymous", ["system:unauthenticated"]);

    /// <summary>A controller's own service account in kube-system, as upstream names it.</summary>
    public static UserInfo Controller(string name) => new(
        $"system:serviceaccount:kube-system:{name}",
        ["system:serviceaccounts", "system:serviceaccounts:kube-system", "system:authenticated"]);

    public static UserInfo Node(string name) => new($"system:node:{name}", ["system:nodes", "system:authenticated"]);
}

/// <summary>Gives each component a client under its own identity.</summary>
public interface IClusterClientFactory
{
    IClusterClient For(UserInfo identity);
}

namespace Timonier.Kinds.OpenApi;

/// <summary>A parameter of a path or an operation.</summary>
/// <param name="Type">One of JSON schema's types.</param>
/// <param name="Shared">It means the same wherever it stands, so version 2 writes it once.</param>
internal sealed record SpecParameter(string Name, string Type, string Description, bool Shared = true, bool InPath = false)
{
    private static readonly SpecParameter ResourceVersion = Text("resourceVersion", "Which state of the store the answer may come from, or where a watch begins.");
    private static readonly SpecParameter ResourceVersionMatch = Text("resourceVersionMatch", "How resourceVersion is meant in lists: Exact or NotOlderThan.");
    private static readonly SpecParameter Continue = Text("continue", "Token for the next page, from the metadata of the page before.");
    private static readonly SpecParameter FieldSelector = Text("fieldSelector", "Only objects whose fields have these values; all when empty.");
    private static readonly SpecParameter LabelSelector = Text("labelSelector", "Only objects with these labels; all when empty.");
    private static readonly SpecParameter Limit = Number("limit", "How many objects a page holds at most; the answer names the next page when there are more.");
    private static readonly SpecParameter Timeout = Number("timeoutSeconds", "Ends the list or watch after this many seconds.");
    private static readonly SpecParameter InitialEvents = Truth("sendInitialEvents", "A watch begins with an ADDED event for each object and a bookmark after the last.");
    private static readonly SpecParameter DryRun = Text("dryRun", "With All, everything is checked but nothing is stored.");

    public static SpecParameter Namespace { get; } = new("namespace", "string", "Namespace of the object, and part of its address.", InPath: true);
    public static SpecParameter Pretty { get; } = Text("pretty", "With true, the answer is laid out for people; default for browsers and curl.");

    public static SpecParameter[] OfWrite { get; } =
    [
        DryRun,
        Text("fieldManager", "Name under which the changed fields are noted; made of the user agent when empty."),
        Text("fieldValidation", "What becomes of unknown and repeated fields: Ignore, Warn or Strict; default Warn."),
    ];

    public static SpecParameter[] OfPatch { get; } = [.. OfWrite, Truth("force", "An apply takes over fields that others own; for apply only.")];

    public static SpecParameter[] OfDelete { get; } =
    [
        DryRun,
        Number("gracePeriodSeconds", "Seconds to let it finish; 0 deletes at once."),
        Truth("ignoreStoreReadErrorWithClusterBreakingPotential", "Deletes an object that can no longer be read; dangerous."),
        Truth("orphanDependents", "Old way to say that dependents stay; use propagationPolicy."),
        Text("propagationPolicy", "What becomes of dependents: Orphan, Background or Foreground."),
    ];

    public static SpecParameter[] OfList { get; } =
    [
        Truth("allowWatchBookmarks", "A watch may send BOOKMARK events."),
        Continue, FieldSelector, LabelSelector, Limit, ResourceVersion, ResourceVersionMatch, InitialEvents, Timeout,
        Truth("watch", "Sends changes as they happen in place of a list."),
    ];

    public static SpecParameter[] OfDeleteCollection { get; } =
        [Continue, .. OfDelete, FieldSelector, LabelSelector, Limit, ResourceVersion, ResourceVersionMatch, InitialEvents, Timeout];

    /// <summary>All that version 2 writes once.</summary>
    public static IEnumerable<SpecParameter> AllShared { get; } =
        [.. OfPatch.Concat(OfDelete).Concat(OfList).Append(Namespace).Append(Pretty).DistinctBy(p => p.Name).OrderBy(p => p.Name, StringComparer.Ordinal)];

    /// <summary>The name of the object, which every kind words for itself.</summary>
    public static SpecParameter NameOf(Kind kind) => new("name", "string", $"Name of the {kind.Name}.", Shared: false, InPath: true);

    private static SpecParameter Text(string name, string description) => new(name, "string", description);

    private static SpecParameter Number(string name, string description) => new(name, "integer", description);

    private static SpecParameter Truth(string name, string description) => new(name, "boolean", description);
}

namespace Timonier.Cel;

/// <summary>The types of the variables that policies and match conditions have about a request.</summary>
public static class CelRequestTypes
{
    private static readonly CelType Texts = CelType.Map(CelType.String, CelType.String);
    private static readonly CelType GroupVersionKind = Of("kubernetes.GroupVersionKind", ("group", CelType.String), ("version", CelType.String), ("kind", CelType.String));
    private static readonly CelType GroupVersionResource = Of("kubernetes.GroupVersionResource", ("group", CelType.String), ("version", CelType.String), ("resource", CelType.String));

    /// <summary>Who asks, or whom a token names.</summary>
    public static readonly CelType UserInfo = Of("kubernetes.UserInfo",
        ("username", CelType.String), ("uid", CelType.String), ("groups", CelType.List(CelType.String)), ("extra", CelType.Map(CelType.String, CelType.List(CelType.String))));

    /// <summary>The variable <c>request</c>.</summary>
    public static readonly CelType AdmissionRequest = Of("kubernetes.AdmissionRequest",
        ("kind", GroupVersionKind), ("resource", GroupVersionResource), ("subResource", CelType.String),
        ("requestKind", GroupVersionKind), ("requestResource", GroupVersionResource), ("requestSubResource", CelType.String),
        ("name", CelType.String), ("namespace", CelType.String), ("operation", CelType.String), ("userInfo", UserInfo),
        ("dryRun", CelType.Bool), ("options", CelType.Dyn));

    /// <summary>The variable <c>namespaceObject</c>: of the metadata what says who and when, of the rest what every namespace has.</summary>
    public static readonly CelType Namespace = Of("kubernetes.Namespace",
        ("metadata", Of("kubernetes.NamespaceMetadata",
            ("name", CelType.String), ("generateName", CelType.String), ("namespace", CelType.String), ("labels", Texts), ("annotations", Texts),
            ("UID", CelType.String), ("creationTimestamp", CelType.Timestamp), ("deletionGracePeriodSeconds", CelType.Int),
            ("deletionTimestamp", CelType.Timestamp), ("generation", CelType.Int), ("resourceVersion", CelType.String), ("finalizers", CelType.List(CelType.String)))),
        ("spec", Of("kubernetes.NamespaceSpec", ("finalizers", CelType.List(CelType.String)))),
        ("status", Of("kubernetes.NamespaceStatus", ("phase", CelType.String))));

    private static CelType Of(string name, params (string Name, CelType Type)[] fields) =>
        CelType.Object(CelObjectType.Of(name, fields.ToDictionary(f => f.Name, f => f.Type, StringComparer.Ordinal), isEscaped: false));
}

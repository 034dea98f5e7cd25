using Timonier.Documents;

namespace Timonier.Api.Admission.Policies;

/// <summary>The kind of a policy's parameters.</summary>
internal sealed record ParameterKind(string ApiVersion, string Kind)
{
    public static ParameterKind? Of(Node kind) => kind.IsObject ? new ParameterKind(kind["apiVersion"u8].AsString(), kind["kind"u8].AsString()) : null;

    /// <summary>The kind as upstream's messages name it; the core group has no name before its version.</summary>
    public override string ToString() => $"{(ApiVersion.Contains('/', StringComparison.Ordinal) ? ApiVersion : "/" + ApiVersion)}, Kind={Kind}";
}

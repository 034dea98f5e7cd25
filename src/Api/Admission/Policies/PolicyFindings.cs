namespace Timonier.Api.Admission.Policies;

/// <summary>What one look of a policy at a write came to.</summary>
internal sealed record PolicyFindings
{
    public static readonly PolicyFindings None = new();

    /// <summary>The validations that failed: their position, what they say, and the reason, empty when they could not be evaluated.</summary>
    public IReadOnlyList<(int Index, string Message, string Reason)> Failures { get; init; } = [];
    public IReadOnlyList<(string Key, string Value)> Annotations { get; init; } = [];

    /// <summary>Annotations that could not be made although the policy insists on them.</summary>
    public IReadOnlyList<string> AnnotationFaults { get; init; } = [];

    /// <summary>The policy could not be evaluated as a whole.</summary>
    public static PolicyFindings Failed(string message, bool failsOpen) => failsOpen ? None : new PolicyFindings { Failures = [(0, message, "")] };
}

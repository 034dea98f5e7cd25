namespace Timonier.Api.Admission.PodSecurity;

/// <summary>What holds where a namespace says nothing, and who is left alone.</summary>
public sealed record PodSecurityConfig
{
    public PodStandard Enforce { get; init; } = new(PodLevel.Privileged);
    public PodStandard Audit { get; init; } = new(PodLevel.Privileged);
    public PodStandard Warn { get; init; } = new(PodLevel.Privileged);
    public IReadOnlyCollection<string> ExemptNamespaces { get; init; } = [];
    public IReadOnlyCollection<string> ExemptUsers { get; init; } = [];
    public IReadOnlyCollection<string> ExemptRuntimeClasses { get; init; } = [];
}

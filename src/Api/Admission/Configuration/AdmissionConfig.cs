using Timonier.Api.Admission.Events;
using Timonier.Api.Admission.PodSecurity;

namespace Timonier.Api.Admission.Configuration;

/// <summary>What an <c>AdmissionConfiguration</c> tells the steps that can be told something.</summary>
public sealed record AdmissionConfig
{
    public PodSecurityConfig PodSecurity { get; init; } = new();

    /// <summary>Without any, the step that limits events cannot be switched on.</summary>
    public IReadOnlyList<EventLimit> EventLimits { get; init; } = [];
}

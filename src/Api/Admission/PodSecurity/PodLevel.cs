namespace Timonier.Api.Admission.PodSecurity;

/// <summary>The three Pod Security Standards, from the laxest to the strictest.</summary>
public enum PodLevel { Privileged, Baseline, Restricted }

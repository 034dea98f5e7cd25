namespace Timonier.Kinds.Custom;

/// <summary>Whether a group of the Kubernetes community has been looked at by it; <see cref="None"/> for all other groups.</summary>
public enum ApiApprovalState { None, Missing, Bypassed, Approved, Invalid }

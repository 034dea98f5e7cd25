namespace Timonier.Controllers.ResourceClaims;

/// <summary>A pod, or a claim.</summary>
public readonly record struct ClaimKey(bool IsPod, string Namespace, string Name)
{
    public override string ToString() => $"{(IsPod ? "pod" : "claim")}:{Namespace}/{Name}";
}

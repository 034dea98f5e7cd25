using Timonier.Documents;

namespace Timonier.Controllers.Volumes;

/// <summary>A claim, or a volume, which has no namespace.</summary>
public readonly record struct BinderKey(bool IsVolume, string Namespace, string Name)
{
    public static BinderKey OfClaim(Document claim) => new(false, claim.Namespace, claim.Name);

    public static BinderKey OfVolume(string name) => new(true, "", name);

    public override string ToString() => IsVolume ? Name : $"{Namespace}/{Name}";
}

using Timonier.Kernel;

namespace Timonier.Controllers.GarbageCollection;

/// <summary>An object of any kind, by identity.</summary>
public readonly record struct GarbageKey(ResourceName Resource, string Namespace, string Name, string Uid)
{
    public override string ToString() => $"{Resource.Qualified} {Namespace}/{Name}";
}

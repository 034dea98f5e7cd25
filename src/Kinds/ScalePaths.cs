namespace Timonier.Kinds;

/// <summary>Where the numbers stand that the subresource <c>scale</c> shows.</summary>
/// <param name="Selector">Where the selector stands as text; empty where it is an object under spec.selector, as built-in kinds have it.</param>
public sealed record ScalePaths(string Wanted, string Present, string Selector)
{
    public static ScalePaths BuiltIn { get; } = new("spec.replicas", "status.replicas", "");
}

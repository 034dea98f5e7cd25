using System.IO.Enumeration;
using Timonier.Kernel;

namespace Timonier.Runtime.Simulated.Lives;

/// <summary>A life and whose it is. What a rule does not name, it does not ask.</summary>
public sealed record LifeRule(Life Life)
{
    /// <summary>container, init, sidecar or ephemeral.</summary>
    public string Role { get; init; } = "";
    public string RestartPolicy { get; init; } = "";

    /// <summary>The container's name; * and ? stand for others here and below.</summary>
    public string Container { get; init; } = "";
    public string Namespace { get; init; } = "";
    public string Image { get; init; } = "";

    /// <summary>Of the pod's labels.</summary>
    public LabelSelector? Labels { get; init; }

    public bool Fits(ContainerTraits container) =>
        (Role.Length == 0 || Role == container.Role)
        && (RestartPolicy.Length == 0 || RestartPolicy == container.RestartPolicy)
        && Matches(Container, container.Name) && Matches(Namespace, container.Namespace) && Matches(Image, container.Image)
        && (Labels is null || Labels.Matches(container.LabelOf));

    private static bool Matches(string pattern, string text) => pattern.Length == 0 || FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: false);
}

using System.Reflection;

namespace Timonier.Host;

/// <summary>Which Kubernetes the API follows, and which Timonier this is.</summary>
public static class TimonierVersion
{
    public const string Kubernetes = "1.36.0";

    public static string Product { get; } = typeof(TimonierVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
        .InformationalVersion.Split('+')[0];

    /// <summary>As /version and nodes show it, for example v1.36.0+timonier0.1.0.</summary>
    public static string Git => $"v{Kubernetes}+timonier{Product}";
}

using Timonier.Contracts.Cluster;

namespace Timonier.Testing.Parts;

/// <summary>As whom a test acts, unless it says otherwise; the components have identities and roles of their own.</summary>
internal static class Administrator
{
    public static UserInfo User { get; } = new("admin", ["system:masters", "system:authenticated"]);

    public static string Group => User.Groups[0];
}

namespace Timonier.Api.Authentication.Configuration;

/// <param name="Enabled">Whether a request without credentials is one of <c>system:anonymous</c>.</param>
/// <param name="Paths">The only paths where it is; none: everywhere.</param>
public sealed record AnonymousConfig(bool Enabled, IReadOnlyList<string> Paths)
{
    public bool Allows(string path) => Enabled && (Paths.Count == 0 || Paths.Contains(path, StringComparer.Ordinal));
}

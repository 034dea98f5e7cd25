namespace Timonier.Api;

/// <summary>What /version tells; clients compare major and minor with their own.</summary>
public sealed record VersionInfo
{
    public string Major { get; init; } = "1";
    public string Minor { get; init; } = "36";

    /// <summary>The oldest minor version whose clients and parts are sure to work with this one.</summary>
    public string MinCompatibilityMinor { get; init; } = "35";
    public string GitVersion { get; init; } = "v1.36.0+timonier";
    public string GitCommit { get; init; } = "";
    public string BuildDate { get; init; } = "1970-01-01T00:00:00Z";
    public string Platform { get; init; } = "linux/amd64";
}

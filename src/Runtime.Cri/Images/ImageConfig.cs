namespace Timonier.Runtime.Cri;

/// <summary>What an image says about the process it is made for.</summary>
public sealed record ImageConfig
{
    public IReadOnlyList<string> Entrypoint { get; init; } = [];
    public IReadOnlyList<string> Cmd { get; init; } = [];

    /// <summary>NAME=value.</summary>
    public IReadOnlyList<string> Env { get; init; } = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"];
    public string WorkingDir { get; init; } = "/";

    /// <summary>A name or number, with the group after a colon; empty for root.</summary>
    public string User { get; init; } = "";

    /// <summary>For example 80/tcp.</summary>
    public IReadOnlyList<string> ExposedPorts { get; init; } = [];
}

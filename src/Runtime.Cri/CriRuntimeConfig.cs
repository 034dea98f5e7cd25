namespace Timonier.Runtime.Cri;

/// <summary>Which runtime to use, and where a private one keeps its things.</summary>
public sealed record CriRuntimeConfig
{
    public const string BuiltInSandboxImage = "timonier.local/pause:1";

    /// <summary>The socket of a runtime that others run, as a path or <c>unix://</c> address; empty for a private containerd.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Images, snapshots and the log of the private containerd; outlives a reboot.</summary>
    public required string RootDirectory { get; init; }

    /// <summary>Socket, pid file and mounts of the private containerd; on a memory file system. Keep it short: a socket's path has a limit of 107 bytes.</summary>
    public required string StateDirectory { get; init; }
    public required string CniBinDirectory { get; init; }
    public required string CniConfigDirectory { get; init; }
    public string SandboxImage { get; init; } = BuiltInSandboxImage;

    /// <summary>The private containerd's: trace, debug, info, warn or error.</summary>
    public string LogLevel { get; init; } = "info";

    internal string SocketPath => string.IsNullOrEmpty(Endpoint)
        ? Path.Combine(StateDirectory, "containerd.sock")
        : Endpoint.StartsWith("unix://", StringComparison.Ordinal) ? Endpoint["unix://".Length..] : Endpoint;

    internal bool IsPrivate => string.IsNullOrEmpty(Endpoint);
    internal string PidFile => Path.Combine(StateDirectory, "containerd.pid");
    internal string ConfigFile => Path.Combine(StateDirectory, "config.toml");
    internal string LogFile => Path.Combine(RootDirectory, "containerd.log");
}

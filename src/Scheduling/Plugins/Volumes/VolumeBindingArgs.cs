namespace Timonier.Scheduling.Plugins;

public sealed record VolumeBindingArgs
{
    /// <summary>How long a decided pod waits for its volumes.</summary>
    public TimeSpan BindTimeout { get; init; } = TimeSpan.FromMinutes(10);
}

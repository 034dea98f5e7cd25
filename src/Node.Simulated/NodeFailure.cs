namespace Timonier.Node.Simulated;

/// <summary>What can be played on a simulated node, by the annotation <c>simulated.timonier.dev/failure</c> of its Node.</summary>
public enum NodeFailure
{
    None,

    /// <summary>Cut off: no signs of life, no news of pods, and its containers run on.</summary>
    Unreachable,

    /// <summary>Powered off: its containers are gone as well.</summary>
    Off,

    /// <summary>It says itself that its runtime is down.</summary>
    NotReady,
    MemoryPressure,
    DiskPressure,
}

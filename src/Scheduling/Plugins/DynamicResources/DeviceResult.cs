namespace Timonier.Scheduling.Plugins;

/// <summary>One device for one request of a claim.</summary>
public sealed record DeviceResult(string Request, string Driver, string Pool, string Device)
{
    /// <summary>For administration: the device is used beside whoever has it.</summary>
    public bool IsAdmin { get; init; }

    public (string Driver, string Pool, string Device) Id => (Driver, Pool, Device);
}

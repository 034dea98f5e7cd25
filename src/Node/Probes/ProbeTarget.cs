namespace Timonier.Node.Probes;

/// <summary>The container that a probe asks.</summary>
/// <param name="ContainerId">For commands.</param>
/// <param name="PodIp">Where requests go unless the probe names a host; for pods on the host network, the node's address.</param>
/// <param name="PortOf">The number of a port that the container gave a name; null when it has none of that name.</param>
public sealed record ProbeTarget(string ContainerId, string PodIp, Func<string, int?> PortOf)
{
    internal bool TryPort(IntOrString port, out int number, out string problem)
    {
        problem = "";
        number = port.Number;
        if (port.IsText && !int.TryParse(port.Text, System.Globalization.CultureInfo.InvariantCulture, out number))
        {
            if (PortOf(port.Text) is not { } named)
            {
                problem = $"couldn't find port: {port.Text}";
                return false;
            }
            number = named;
        }
        if (number is > 0 and < 65536) return true;
        problem = $"invalid port number: {number}";
        return false;
    }
}

using System.Globalization;
using System.Net;
using Timonier.Kernel;
using Timonier.Node.Simulated;
using Timonier.Runtime.Simulated.Lives;

namespace Timonier.Host.Configuration;

/// <summary>Which nodes are simulated in the server's process.</summary>
public sealed record SimulationConfig(int Nodes, NodeShape Shape, LifeBook Lives)
{
    private const int MostNodes = 15_000;
    private const string LabelPrefix = "label.";

    // A node has 254 addresses: the usual range is enough for so many nodes with some to spare.
    private const int NodesInUsualRange = 250;
    private static readonly IPNetwork WideRange = IPNetwork.Parse("10.64.0.0/10");

    public static SimulationConfig From(SettingValues values) => new(values.Number(Settings.SimulatedNodes, 0, MostNodes), ShapeOf(values), LivesOf(values));

    /// <summary>The range of pods that so many nodes need, where the user has not said one; null: the usual.</summary>
    public IPNetwork? ClusterCidr => Nodes > NodesInUsualRange ? WideRange : null;

    private static NodeShape ShapeOf(SettingValues values)
    {
        var shape = new NodeShape();
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in values.List(Settings.SimulatedShape))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) throw values.Wrong(Settings.SimulatedShape, $"'{pair}' is not of the form KEY=VALUE");
            var (key, value) = (pair[..equals], pair[(equals + 1)..]);
            if (key.StartsWith(LabelPrefix, StringComparison.Ordinal)) labels[key[LabelPrefix.Length..]] = value;
            else shape = With(shape, key, value) ?? throw values.Wrong(Settings.SimulatedShape, $"'{pair}' is none of cpu=NUMBER, memory=QUANTITY, disk=QUANTITY, pods=NUMBER, zones=NUMBER and label.KEY=VALUE");
        }
        return shape with { Labels = labels };
    }

    private static NodeShape? With(NodeShape shape, string key, string value) => key switch
    {
        "cpu" when Number(value, 1) is { } cpu => shape with { Cpu = cpu },
        "pods" when Number(value, 1) is { } pods => shape with { Pods = pods },
        "zones" when Number(value, 0) is { } zones => shape with { Zones = zones },
        "memory" when Quantity.TryParse(value, out var memory) && memory.Sign > 0 => shape with { MemoryBytes = memory.Value },
        "disk" when Quantity.TryParse(value, out var disk) && disk.Sign > 0 => shape with { DiskBytes = disk.Value },
        _ => null,
    };

    private static int? Number(string text, int least) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least ? number : null;

    private static LifeBook LivesOf(SettingValues values)
    {
        if (values.Text(Settings.SimulatedLives) is not { Length: > 0 } file) return LifeBook.Default;
        try
        {
            return LifeBook.Parse(File.ReadAllText(file)).Before(LifeBook.Default);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw values.Wrong(Settings.SimulatedLives, $"file {file}: {e.Message}");
        }
    }
}

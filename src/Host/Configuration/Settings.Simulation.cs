namespace Timonier.Host.Configuration;

/// <summary>Nodes that are simulated in the server's process.</summary>
public static partial class Settings
{
    public static readonly Setting SimulatedNodes = new("simulated-nodes", "0", "How many nodes to simulate in this process: they run no containers and need no rights.", SettingKind.Number);
    public static readonly Setting SimulatedShape = new("simulated-node-shape", "", "What each of them has, separated by commas: cpu=32, memory=256Gi, disk=1Ti, pods=110, zones=0, label.KEY=VALUE.", SettingKind.List);
    public static readonly Setting SimulatedLives = new("simulated-lives", "", "YAML file with rules by which their containers live; they go before the built-in ones.");

    public static readonly IReadOnlyList<Setting> Simulation = [SimulatedNodes, SimulatedShape, SimulatedLives];
}

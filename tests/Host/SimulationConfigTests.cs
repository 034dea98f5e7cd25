using Timonier.Host.Configuration;

namespace Timonier.Host.Tests;

/// <summary>Settings about simulated nodes.</summary>
public sealed class SimulationConfigTests
{
    private static ServerConfig ConfigOf(params (string Key, string Value)[] flags) =>
        ServerConfig.From(SettingValues.Read(null, [], flags.Select(f => KeyValuePair.Create(Settings.Find(f.Key)!, f.Value))), "host");

    [Fact]
    public void Shape_SaysWhatEachNodeHas()
    {
        var shape = ConfigOf(("simulated-nodes", "3"), ("simulated-node-shape", "cpu=8,memory=32Gi,disk=100G,pods=250,zones=3,label.example.com/tier=edge")).Simulation.Shape;

        (shape.Cpu, shape.MemoryBytes, shape.DiskBytes, shape.Pods, shape.Zones).ShouldBe((8, 32L << 30, 100_000_000_000, 250, 3));
        shape.Labels.ShouldBe([KeyValuePair.Create("example.com/tier", "edge")]);
    }

    [Theory]
    [InlineData("simulated-node-shape", "cpu")]
    [InlineData("simulated-node-shape", "cpu=0")]
    [InlineData("simulated-node-shape", "memory=much")]
    [InlineData("simulated-node-shape", "colour=blue")]
    [InlineData("simulated-nodes", "-1")]
    [InlineData("simulated-lives", "/nowhere/lives.yaml")]
    public void Setting_ThatCannotBe_IsRefusedByItsName(string key, string value) =>
        Should.Throw<ConfigException>(() => ConfigOf((key, value))).Message.ShouldStartWith($"{key} (flag --{key}): ");

    [Theory]
    [InlineData("250", "", "10.42.0.0/16")]
    [InlineData("251", "", "10.64.0.0/10")]
    [InlineData("251", "10.32.0.0/12", "10.32.0.0/12")]
    public void PodRange_IsWideEnoughForTheNodes_UnlessTheUserSaysOne(string nodes, string said, string range) =>
        ConfigOf([("simulated-nodes", nodes), .. said.Length > 0 ? new[] { ("cluster-cidr", said) } : []]).ClusterCidr.ToString().ShouldBe(range);
}

using Timonier.Host.Configuration;

namespace Timonier.Host.Tests;

public sealed class SettingValuesTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Fact]
    public void Read_SameKeyInAllSources_TheFlagWins()
    {
        File.WriteAllText(file, "data-dir: /file\nsecure-port: 1\nnode-name: file\n");
        var values = SettingValues.Read(file, Environment(("TIMONIER_DATA_DIR", "/env"), ("TIMONIER_SECURE_PORT", "2")), [new(Settings.DataDir, "/flag")]);
        values.Text(Settings.DataDir).ShouldBe("/flag");
        values.Number(Settings.SecurePort, 0, 10).ShouldBe(2);
        values.Text(Settings.NodeName).ShouldBe("file");
        values.Text(Settings.ClusterCidr).ShouldBe("10.42.0.0/16");
    }

    [Fact]
    public void Read_UnknownKeyInTheFile_SuggestsTheNearest()
    {
        File.WriteAllText(file, "data-dri: /x\n");
        Should.Throw<ConfigException>(() => SettingValues.Read(file, [], [])).Message.ShouldBe($"file {file}: unknown setting 'data-dri'; did you mean 'data-dir'?");
    }

    [Fact]
    public void Read_UnknownEnvironmentVariable_IsAnErrorToo() =>
        Should.Throw<ConfigException>(() => SettingValues.Read(null, Environment(("TIMONIER_SECUREPORT", "1")), [])).Message
            .ShouldBe("environment variable TIMONIER_SECUREPORT: unknown setting 'secureport'; did you mean 'secure-port'?");

    [Fact]
    public void Read_ListInTheFile_IsTheSameAsCommas()
    {
        File.WriteAllText(file, "tls-san: [a.example, 10.0.0.1]\n");
        SettingValues.Read(file, [], []).List(Settings.TlsSan).ShouldBe(["a.example", "10.0.0.1"]);
    }

    [Theory]
    [InlineData("cluster-cidr", "10.42.0.0", "cluster-cidr (environment variable TIMONIER_CLUSTER_CIDR): '10.42.0.0' is not an IPv4 range")]
    [InlineData("cluster-cidr", "10.0.0.0/4", "the prefix must be from /8 to /24")]
    [InlineData("secure-port", "70000", "'70000' is not a number from 0 to 65535")]
    [InlineData("no-agent", "maybe", "'maybe' is neither true nor false")]
    [InlineData("bind-address", "here", "'here' is not an IP address")]
    [InlineData("service-node-port-range", "5-4", "a range such as 30000-32767")]
    [InlineData("node-label", "a", "'a' is not of the form KEY=VALUE")]
    [InlineData("log-level", "loud", "'loud' is not a level")]
    [InlineData("enable-admission-plugins", "Nothing", "enable-admission-plugins plugin \"Nothing\" is unknown")]
    [InlineData("disable-admission-plugins", "LimitRanger,Nothing", "disable-admission-plugins plugin \"Nothing\" is unknown")]
    public void From_ValueThatCannotBe_SaysWhichAndWhy(string key, string value, string message)
    {
        var values = SettingValues.Read(null, Environment((Settings.Find(key)!.EnvironmentVariable, value)), []);
        Should.Throw<ConfigException>(() => ServerConfig.From(values, "host")).Message.ShouldContain(message);
    }

    [Fact]
    public void From_Defaults_AreTheDocumentedOnes()
    {
        var config = ServerConfig.From(SettingValues.Read(null, [], []), "Laptop");
        config.NodeName.ShouldBe("laptop");
        config.DnsAddress.ToString().ShouldBe("10.43.0.10");
        config.ApiServiceAddress.ToString().ShouldBe("10.43.0.1");
        config.KubeconfigPath.ShouldBe("/var/lib/timonier/admin.kubeconfig");
        config.NodePortFirst.ShouldBe(30000);
    }

    private static IEnumerable<KeyValuePair<string, string>> Environment(params (string Name, string Value)[] variables) =>
        variables.Select(v => KeyValuePair.Create(v.Name, v.Value)).Append(new("HOME", "/root"));
}

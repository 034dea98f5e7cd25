using Timonier.Contracts.Runtime;
using Timonier.Documents;
using Timonier.Node.Machines;
using Timonier.Node.Registration;

namespace Timonier.Node.Tests.Registration;

public sealed class NodeReportTests
{
    private static readonly NodeConfig Config = new() { Name = "n1", Address = "192.0.2.1", Labels = new Dictionary<string, string> { ["zone"] = "a" } };
    private static readonly DateTimeOffset At = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly MachineFacts Machine = new()
    {
        CpuCores = 2, MemoryBytes = 1L << 30, DiskBytes = 100_000_000_000, KernelVersion = "6.1", OsImage = "Debian",
        HugePages = new Dictionary<string, long> { ["hugepages-2Mi"] = 0 },
    };

    [Fact]
    public void Status_Healthy_IsReadyWithUpstreamsReasons()
    {
        var status = Report(Situation(), "{}").Root;
        var conditions = Conditions(status);
        conditions["Ready"].ShouldBe(("True", "KubeletReady"));
        conditions["MemoryPressure"].ShouldBe(("False", "KubeletHasSufficientMemory"));
        conditions["DiskPressure"].ShouldBe(("False", "KubeletHasNoDiskPressure"));
        conditions["PIDPressure"].ShouldBe(("False", "KubeletHasSufficientPID"));
        status["capacity"u8]["memory"u8].AsString().ShouldBe("1048576Ki");
        status["allocatable"u8]["memory"u8].AsString().ShouldBe("946176Ki");
        status["allocatable"u8]["ephemeral-storage"u8].AsString().ShouldBe("90000000000");
        status["nodeInfo"u8]["containerRuntimeVersion"u8].AsString().ShouldBe("containerd://1.6.20");
    }

    [Fact]
    public void Status_NetworkNotReady_SaysSo()
    {
        var status = Report(Situation() with { Health = new RuntimeHealth(true, false, "cni plugin not initialized") }, "{}").Root;
        Conditions(status)["Ready"].ShouldBe(("False", "KubeletNotReady"));
        status.ToString().ShouldContain("container runtime network not ready: cni plugin not initialized");
    }

    [Theory]
    [InlineData(50L << 20, 50_000_000_000, "MemoryPressure", "KubeletHasInsufficientMemory")]
    [InlineData(500L << 20, 5_000_000_000, "DiskPressure", "KubeletHasDiskPressure")]
    public void Status_BelowAThreshold_IsPressure(long memory, long disk, string condition, string reason) =>
        Conditions(Report(Situation() with { MemoryAvailable = memory, DiskAvailable = disk }, "{}").Root)[condition].ShouldBe(("True", reason));

    [Fact]
    public void Status_UnchangedCondition_KeepsItsTransitionTime()
    {
        var previous = """{"conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"},{"type":"DiskPressure","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"}]}""";
        var text = Report(Situation(), previous).ToString();
        text.ShouldContain("\"type\":\"Ready\",\"status\":\"True\",\"lastHeartbeatTime\":\"2026-05-01T12:00:00Z\",\"lastTransitionTime\":\"2026-01-01T00:00:00Z\"");
        text.ShouldContain("\"type\":\"DiskPressure\",\"status\":\"False\",\"lastHeartbeatTime\":\"2026-05-01T12:00:00Z\",\"lastTransitionTime\":\"2026-05-01T12:00:00Z\"");
    }

    [Fact]
    public void Status_Images_AreTheLargestFirstWithFewNames()
    {
        var images = new[]
        {
            new ImageInfo("s", ["small:1"], [], 10, null, "", false),
            new ImageInfo("l", ["a", "b", "c", "d", "e", "f"], ["x@sha256:1"], 20, null, "", false),
            new ImageInfo("nameless", [], [], 30, null, "", false),
        };
        var list = Report(Situation() with { Images = images }, "{}").Root["images"u8];
        list.Count.ShouldBe(2);
        list[0].ToString().ShouldBe("""{"names":["x@sha256:1","a","b","c","d"],"sizeBytes":20}""");
    }

    private static NodeSituation Situation() => new()
    {
        Runtime = new RuntimeVersion("containerd", "1.6.20", "v1"),
        Health = new RuntimeHealth(true, true, ""),
        Images = [],
        MemoryAvailable = 500 << 20,
        DiskAvailable = 50_000_000_000,
    };

    private static Document Report(NodeSituation situation, string previous) =>
        NodeReport.Status(Config, Machine, situation, Document.Parse(previous).Root, At).ToDocument();

    private static Dictionary<string, (string, string)> Conditions(Documents.Node status)
    {
        var conditions = new Dictionary<string, (string, string)>();
        foreach (var condition in status["conditions"u8].Items)
            conditions[condition["type"u8].AsString()] = (condition["status"u8].AsString(), condition["reason"u8].AsString());
        return conditions;
    }
}

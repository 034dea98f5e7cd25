using Timonier.Client;
using Timonier.Client.Tests;
using Timonier.Contracts.Cluster;

namespace Timonier.Node.Tests.Volumes;

public sealed class LiveVolumesTests
{
    private const string Settings = "\"configMap\":{\"name\":\"settings\"}";

    [Fact]
    public void ConfigMap_Edited_ReachesTheFileBySwappingOneLink() => Turns.Run(async () =>
    {
        using var room = new VolumeRoom();
        room.ConfigMap("\"colour\":\"blue\",\"size\":\"xl\"");
        await room.StartAsync(Settings);
        var before = new FileInfo(room.File("..data")).LinkTarget;
        room.ConfigMap("\"colour\":\"red\"");
        await room.Time.Until(() => room.Text("colour") == "red");
        room.Text("size").ShouldBeNull();
        new FileInfo(room.File("..data")).LinkTarget.ShouldNotBe(before);
        Directory.Exists(room.File(before!)).ShouldBeFalse();
    });

    [Fact]
    public void ConfigMap_WrittenAgainUnchanged_LeavesTheFilesAlone() => Turns.Run(async () =>
    {
        using var room = new VolumeRoom();
        room.ConfigMap("\"colour\":\"blue\"");
        await room.StartAsync(Settings);
        var before = new FileInfo(room.File("..data")).LinkTarget;
        var reads = room.Cluster.Calls.Count(c => c.StartsWith("get configmaps", StringComparison.Ordinal));
        room.ConfigMap("\"colour\":\"blue\"");
        await room.Time.Until(() => room.Cluster.Calls.Count(c => c.StartsWith("get configmaps", StringComparison.Ordinal)) > reads);
        await Task.Yield();
        new FileInfo(room.File("..data")).LinkTarget.ShouldBe(before);
    });

    [Fact]
    public void OptionalSecret_ThatAppearsLater_AppearsInTheVolume() => Turns.Run(async () =>
    {
        using var room = new VolumeRoom();
        await room.StartAsync("\"secret\":{\"secretName\":\"keys\",\"optional\":true}");
        room.Text("key").ShouldBeNull();
        room.Cluster.Put(CoreResources.Secrets, """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"keys","namespace":"shop"},"data":{"key":"b3Blbg=="}}""");
        await room.Time.Until(() => room.Text("key") == "open");
    });

    [Fact]
    public void ImmutableConfigMap_Replaced_StaysAsItWas() => Turns.Run(async () =>
    {
        using var room = new VolumeRoom();
        room.ConfigMap("\"colour\":\"blue\"", ",\"immutable\":true");
        await room.StartAsync("\"projected\":{\"sources\":[{\"configMap\":{\"name\":\"settings\"}},{\"downwardAPI\":{\"items\":[{\"path\":\"labels\",\"fieldRef\":{\"fieldPath\":\"metadata.labels\"}}]}}]}", "\"a\":\"1\"");
        await room.Time.Until(() => room.Cluster.Calls.Contains("watchlist configmaps"));
        await room.Time.Until(() => room.Cluster.Calls.Count(c => c == "get configmaps settings") == 2);
        room.ConfigMap("\"colour\":\"red\"");
        for (var turn = 0; turn < 200; turn++) await Task.Yield();
        room.Text("colour").ShouldBe("blue");
    });

    [Fact]
    public void MissingConfigMap_ThatIsMade_WakesThePodThatWaits() => Turns.Run(async () =>
    {
        using var room = new VolumeRoom();
        room.Define(Settings);
        room.Follow();
        (await Should.ThrowAsync<Timonier.Node.Volumes.VolumeException>(room.EnsureAsync())).Message.ShouldBe("MountVolume.SetUp failed for volume \"v\" : configmap \"settings\" not found");
        room.ConfigMap("\"colour\":\"blue\"");
        await room.Time.Until(() => room.Woken > 0);
        await room.EnsureAsync();
        room.Text("colour").ShouldBe("blue");
    });

    [Fact]
    public void DeletedConfigMap_LeavesTheFilesAndIsTold() => Turns.Run(async () =>
    {
        using var room = new VolumeRoom();
        room.ConfigMap("\"colour\":\"blue\"");
        await room.StartAsync(Settings);
        await room.Time.Until(() => room.Cluster.Calls.Contains("watchlist configmaps"));
        await room.RemoveAsync(CoreResources.ConfigMaps, "settings");
        await room.Time.Until(() => room.Events.Reasons.Contains("FailedMount"));
        room.Text("colour").ShouldBe("blue");
        room.ConfigMap("\"colour\":\"green\"");
        await room.Time.Until(() => room.Text("colour") == "green");
    });

    [Fact]
    public void Labels_Changed_AreWrittenAgain() => Turns.Run(async () =>
    {
        using var room = new VolumeRoom();
        const string Volume = "\"downwardAPI\":{\"items\":[{\"path\":\"labels\",\"fieldRef\":{\"fieldPath\":\"metadata.labels\"}},{\"path\":\"tier\",\"fieldRef\":{\"fieldPath\":\"metadata.labels['tier']\"}}]}";
        await room.StartAsync(Volume, "\"tier\":\"web\"");
        room.Text("labels").ShouldBe("tier=\"web\"");
        room.Define(Volume, "\"tier\":\"db\",\"app\":\"x\"");
        room.Follow();
        await room.Time.Until(() => room.Text("labels") == "app=\"x\"\ntier=\"db\"");
        room.Text("tier").ShouldBe("db");
    });

    [Fact]
    public void Pod_ThatHasLeft_IsFollowedNoMore() => Turns.Run(async () =>
    {
        using var room = new VolumeRoom();
        room.ConfigMap("\"colour\":\"blue\"");
        await room.StartAsync(Settings);
        await room.Time.Until(() => room.Cluster.Calls.Contains("watchlist configmaps"));
        for (var turn = 0; turn < 50; turn++) await Task.Yield();
        room.Leave();
        var asked = room.Cluster.Calls.Count;
        room.ConfigMap("\"colour\":\"red\"");
        for (var turn = 0; turn < 200; turn++) await Task.Yield();
        room.Cluster.Calls.Count.ShouldBe(asked);
        room.Text("colour").ShouldBe("blue");
    });
}

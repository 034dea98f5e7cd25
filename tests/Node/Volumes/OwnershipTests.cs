using Timonier.Client.Tests;

namespace Timonier.Node.Tests.Volumes;

public sealed class OwnershipTests
{
    private const UnixFileMode GroupBits = UnixFileMode.SetGroup | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    [Fact]
    public void Files_OfAPodWithAGroup_AreReadableByIt() => Turns.Run(async () =>
    {
        using var room = new VolumeRoom();
        room.ConfigMap("\"colour\":\"blue\"");
        await room.StartAsync("\"configMap\":{\"name\":\"settings\",\"defaultMode\":256,\"items\":[{\"key\":\"colour\",\"path\":\"in/colour\"}]}", security: OwnIds.In("\"fsGroup\":GID"));
        room.Mode("in/colour").ShouldBe((UnixFileMode)0b100_100_000);
        (room.Mode("in") & GroupBits).ShouldBe(GroupBits);
        (File.GetUnixFileMode(room.Folder()) & GroupBits).ShouldBe(GroupBits);
    });

    [Fact]
    public void Files_OfAPodWithoutAGroup_HaveTheModesThatWereAskedFor() => Turns.Run(async () =>
    {
        using var room = new VolumeRoom();
        room.ConfigMap("\"colour\":\"blue\",\"size\":\"xl\"");
        await room.StartAsync("\"configMap\":{\"name\":\"settings\",\"defaultMode\":288,\"items\":[{\"key\":\"colour\",\"path\":\"colour\"},{\"key\":\"size\",\"path\":\"size\",\"mode\":511}]}");
        room.Mode("colour").ShouldBe((UnixFileMode)0b100_100_000);
        room.Mode("size").ShouldBe((UnixFileMode)0b111_111_111);
    });

    [Fact]
    public void EmptyDir_OfAPodWithAGroup_IsWritableByIt_AndLeftAloneLater() => Turns.Run(async () =>
    {
        using var room = new VolumeRoom();
        await room.StartAsync("\"emptyDir\":{}", security: OwnIds.In("\"fsGroup\":GID"));
        File.GetUnixFileMode(room.Folder()).ShouldBe(UnixFileMode.SetGroup | (UnixFileMode)0b111_111_111);
        File.SetUnixFileMode(room.Folder(), (UnixFileMode)0b111_000_000);
        await room.EnsureAsync();
        File.GetUnixFileMode(room.Folder()).ShouldBe((UnixFileMode)0b111_000_000);
    });
}

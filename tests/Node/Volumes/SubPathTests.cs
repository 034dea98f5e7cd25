using Timonier.Node.Containers;
using Timonier.Node.Volumes;

namespace Timonier.Node.Tests.Volumes;

public sealed class SubPathTests : IDisposable
{
    private readonly string volume = Directory.CreateTempSubdirectory("timonier-subpath-").FullName;

    public void Dispose() => Directory.Delete(volume, recursive: true);

    [Fact]
    public void MissingPlace_IsMadeWithTheModeOfTheVolume()
    {
        File.SetUnixFileMode(volume, (UnixFileMode)0b111_111_111);
        using var place = SafePath.OpenOrCreate(volume, "a/b");
        File.GetUnixFileMode(Path.Combine(volume, "a")).ShouldBe((UnixFileMode)0b111_111_111);
        Opened(place).ShouldBe(Path.Combine(volume, "a", "b"));
    }

    [Fact]
    public void LinkThatStaysInside_IsFollowed()
    {
        Directory.CreateDirectory(Path.Combine(volume, "real"));
        File.WriteAllText(Path.Combine(volume, "real", "key"), "x");
        File.CreateSymbolicLink(Path.Combine(volume, "key"), "real/key");
        File.CreateSymbolicLink(Path.Combine(volume, "also"), "real");
        using var file = SafePath.OpenOrCreate(volume, "key");
        Opened(file).ShouldBe(Path.Combine(volume, "real", "key"));
        using var made = SafePath.OpenOrCreate(volume, "also/new");
        Opened(made).ShouldBe(Path.Combine(volume, "real", "new"));
    }

    [Theory]
    [InlineData("/etc")]
    [InlineData("../..")]
    [InlineData("/proc/self/root")]
    public void LinkThatLeadsOut_IsRefused_AlsoOnTheWay(string target)
    {
        File.CreateSymbolicLink(Path.Combine(volume, "out"), target);
        Should.Throw<IOException>(() => SafePath.OpenOrCreate(volume, "out"));
        Should.Throw<IOException>(() => SafePath.OpenOrCreate(volume, "out/new"));
        Directory.Exists(Path.Combine(target, "new")).ShouldBeFalse();
    }

    [Fact]
    public void Mount_OfAPlaceInAVolume_ShowsTheOpenedPlace()
    {
        using var room = new VolumeRoom();
        room.Define("\"emptyDir\":{}", containers: """{"name":"main","image":"x","volumeMounts":[{"name":"v","mountPath":"/all"},{"name":"v","mountPath":"/own","subPathExpr":"logs/$(POD)"}]}""");
        Directory.CreateDirectory(room.Folder());
        var mounts = room.Mounts(("POD", "web-1"));
        mounts[0].HostPath.ShouldBe(room.Folder());
        mounts[1].HostPath.ShouldBe(room.Bound.ShouldHaveSingleItem());
        mounts[1].HostPath.ShouldEndWith("/volume-subpaths/v/main/1");
        Directory.Exists(room.File("logs/web-1")).ShouldBeTrue();
        Should.Throw<ConfigurationException>(() => room.Mounts(("POD", ""))).Message.ShouldBe("missing value for POD");
        Should.Throw<ConfigurationException>(() => room.Mounts(("POD", "../.."))).Message.ShouldBe("unable to provision SubPath `logs/../..`: must not contain '..'");
    }

    [Fact]
    public void Mount_OfAPlaceOutside_SaysNothingAboutTheHost()
    {
        using var room = new VolumeRoom();
        room.Define("\"emptyDir\":{}", containers: """{"name":"main","image":"x","volumeMounts":[{"name":"v","mountPath":"/own","subPath":"out"}]}""");
        Directory.CreateDirectory(room.Folder());
        File.CreateSymbolicLink(room.File("out"), "/etc/passwd");
        Should.Throw<ConfigurationException>(() => room.Mounts()).Message.ShouldBe("failed to prepare subPath for volumeMount \"v\" of container \"main\"");
    }

    private static string? Opened(Microsoft.Win32.SafeHandles.SafeFileHandle place) => new FileInfo($"/proc/self/fd/{place.DangerousGetHandle()}").LinkTarget;
}

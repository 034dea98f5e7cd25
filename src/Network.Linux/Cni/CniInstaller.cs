using Timonier.Documents;

namespace Timonier.Network.Linux.Cni;

/// <summary>Puts the plugin and its configuration where the container runtime looks for them.</summary>
public static class CniInstaller
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>The plugin under two names: its own, and "loopback", which containerd always calls as well.</summary>
    public static void Install(string binDirectory, string confDirectory, string socketPath)
    {
        Directory.CreateDirectory(binDirectory);
        Directory.CreateDirectory(confDirectory);
        foreach (var name in (string[])["timonier-cni", "loopback"]) WriteStub(Path.Combine(binDirectory, name));

        var plugin = new DraftObject
        {
            ["type"] = "timonier-cni",
            ["socket"] = socketPath,
            ["capabilities"] = new DraftObject { ["portMappings"] = true },
        };
        var list = new DraftObject { ["cniVersion"] = "1.0.0", ["name"] = "timonier", ["plugins"] = new DraftArray { plugin } };
        var path = Path.Combine(confDirectory, "10-timonier.conflist");
        File.WriteAllBytes(path + ".new", list.ToDocument().Utf8.Span);
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Renamed into place: a stub that is just being executed cannot be written over.</summary>
    private static void WriteStub(string path)
    {
        using (var stub = typeof(CniInstaller).Assembly.GetManifestResourceStream("cni-stub")
            ?? throw new InvalidOperationException("The CNI stub is missing from the assembly"))
        using (var file = File.Create(path + ".new")) stub.CopyTo(file);
        File.SetUnixFileMode(path + ".new", Executable);
        File.Move(path + ".new", path, overwrite: true);
    }
}

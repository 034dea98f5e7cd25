using System.Globalization;

namespace Timonier.Runtime.Cri;

/// <summary>What must stand on the host before containerd starts. Every step is harmless when repeated.</summary>
internal static class HostPreparation
{
    private const string Namespaces = "/run/netns";
    private const string Hybrid = "/sys/fs/cgroup/unified";

    /// <summary>
    /// A later <c>ip netns add</c> would mount this folder over itself and hide the namespaces made before, whose pods
    /// could then never be removed. Mounted and shared from the start, it does not.
    /// </summary>
    public static void ShareNetworkNamespaces()
    {
        Directory.CreateDirectory(Namespaces);
        var mount = MountEntry.All().LastOrDefault(mount => mount.Path == Namespaces);
        if (mount is { IsShared: true }) return;
        if ((mount is not null || Linux.BindOnItself(Namespaces)) && Linux.MakeShared(Namespaces)) return;
        throw new InvalidOperationException($"{Namespaces} cannot be made a shared mount; the node needs to run as root with CAP_SYS_ADMIN.");
    }

    /// <summary>
    /// crun refuses hosts with version 1 hierarchies while version 2 still owns a controller. Moves such controllers
    /// to version 1; false when one stays, and another OCI runtime must be used.
    /// </summary>
    public static bool SettleHybridCgroups()
    {
        if (!MountEntry.All().Any(mount => mount.Path == Hybrid && mount.FileSystem == "cgroup2")) return true;
        foreach (var controller in Controllers())
        {
            var path = "/sys/fs/cgroup/" + controller;
            if (MountEntry.All().Any(mount => mount.Path == path)) continue;
            var existed = Directory.Exists(path);
            Directory.CreateDirectory(path);
            // A plain folder left here would be taken for a hierarchy.
            if (!Linux.MountCgroup(controller, path) && !existed) Directory.Delete(path);
        }
        return Controllers().Length == 0;
    }

    /// <summary>Every watching process takes an instance, and 128 is soon too few.</summary>
    public static void RaiseInotifyInstances()
    {
        const string path = "/proc/sys/fs/inotify/max_user_instances";
        const int wanted = 8192;
        try
        {
            if (int.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture) < wanted) File.WriteAllText(path, wanted.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            // Not ours to set here; containers still run.
        }
    }

    private static string[] Controllers() => File.ReadAllText(Path.Combine(Hybrid, "cgroup.controllers")).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
}

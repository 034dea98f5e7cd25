using Timonier.Runtime.Cri;

namespace Timonier.Images;

/// <summary>
/// The images of the talks. All but nginx are one layer of busybox and bash with different commands, so that a node
/// keeps that layer once. Busybox is the dynamic one, so that names are looked up as most programs do it.
/// </summary>
internal static class Recipes
{
    private const string Path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private const string Tick = "echo going to sleep for 10s every 10s; while true; do sleep 10; date; done";
    private const string Refresh = "while true; do echo refreshed at $(date) > $WORKDIR/index.html; sleep 1; done";
    private const string Serve = "exec httpd -f -p 80 -h $WORKDIR";
    private const string Who = "mkdir -p /www; echo webservice on $(hostname) > /www/index.html; hostname > /www/whoami; trap 'exit 0' TERM; httpd -f -p 80 -h /www & wait";

    public static readonly IReadOnlyDictionary<string, Func<string, Task>> All = new Dictionary<string, Func<string, Task>>(StringComparer.Ordinal)
    {
        ["busybox"] = target => ShellAsync(target, "busybox", "sh"),
        ["pause"] = target => ShellAsync(target, "pause", "bash", "-c", Tick),
        ["basic-refresh"] = target => ShellAsync(target, "basic-refresh", "sh", "-c", Refresh),
        ["basic-service"] = target => ShellAsync(target, "basic-service", "sh", "-c", Serve),
        ["webservice"] = target => ShellAsync(target, "webservice", "sh", "-c", Who),
        ["nginx"] = NginxAsync,
    };

    private static async Task ShellAsync(string target, string reference, params string[] command)
    {
        var root = Directory.CreateTempSubdirectory("timonier-image-");
        try
        {
            await Packages.UnpackAsync(root.FullName, "busybox", "libc6", "bash-static");
            var bin = System.IO.Path.Combine(root.FullName, "bin");
            foreach (var applet in await Applets.OfAsync(System.IO.Path.Combine(bin, "busybox")))
            {
                var link = System.IO.Path.Combine(bin, applet);
                if (!File.Exists(link)) File.CreateSymbolicLink(link, "busybox");
            }
            File.CreateSymbolicLink(System.IO.Path.Combine(bin, "bash"), "bash-static");
            RootFiles.AddAccounts(root.FullName);
            foreach (var extra in (string[])["usr/share/doc", "usr/share/man", "usr/share/initramfs-tools", "usr/share/locale", "usr/lib/x86_64-linux-gnu/gconv", "usr/lib/x86_64-linux-gnu/audit", "etc/default"]) RootFiles.Remove(root.FullName, extra);
            Write(target, reference, root.FullName, command);
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    private static async Task NginxAsync(string target)
    {
        var root = Directory.CreateTempSubdirectory("timonier-image-");
        try
        {
            await Packages.UnpackAsync(root.FullName, "nginx", "nginx-common", "libc6", "libcrypt1", "libpcre2-8-0", "libssl3", "zlib1g", "busybox-static");
            foreach (var extra in (string[])["usr/share/doc", "usr/share/man", "usr/share/locale", "etc/nginx/sites-enabled", "etc/nginx/modules-enabled"]) RootFiles.Remove(root.FullName, extra);
            RootFiles.AddAccounts(root.FullName);
            RootFiles.AddNginx(root.FullName);
            Write(target, "nginx", root.FullName, ["/usr/sbin/nginx", "-g", "daemon off;"], "80/tcp");
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    private static void Write(string target, string reference, string root, IReadOnlyList<string> command, params string[] ports)
    {
        var temporary = target + ".new";
        ImageArchiveWriter.Write(temporary, reference, [ImageLayer.OfDirectory(root)], new ImageConfig { Cmd = command, Env = [Path], WorkingDir = "/", ExposedPorts = ports });
        File.Move(temporary, target, overwrite: true);
    }
}

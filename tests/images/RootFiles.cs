namespace Timonier.Images;

/// <summary>The few files that packages make at installation, which unpacking leaves out.</summary>
internal static class RootFiles
{
    public static void AddAccounts(string root)
    {
        Put(root, "etc/passwd", "root:x:0:0:root:/root:/bin/sh\nwww-data:x:33:33:www-data:/var/www:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/sh\n");
        Put(root, "etc/group", "root:x:0:\nwww-data:x:33:\nnogroup:x:65534:\n");
        Directory.CreateDirectory(Path.Combine(root, "root"));
        var tmp = Directory.CreateDirectory(Path.Combine(root, "tmp"));
        tmp.UnixFileMode = (UnixFileMode)0b1_111_111_111;
    }

    public static void AddNginx(string root)
    {
        Put(root, "etc/nginx/nginx.conf", """
            user www-data;
            worker_processes 1;
            pid /run/nginx.pid;
            events { worker_connections 128; }
            http {
              access_log /dev/stdout;
              error_log /dev/stderr;
              default_type text/html;
              server { listen 80; root /usr/share/nginx/html; }
            }

            """);
        foreach (var folder in (string[])["run", "var/log/nginx", "var/lib/nginx"]) Directory.CreateDirectory(Path.Combine(root, folder));
        var bin = Directory.CreateDirectory(Path.Combine(root, "bin")).FullName;
        foreach (var applet in (string[])["sh", "cat", "ls", "hostname", "sleep"])
        {
            var link = Path.Combine(bin, applet);
            if (!File.Exists(link)) File.CreateSymbolicLink(link, "busybox");
        }
    }

    public static void Remove(string root, string folder)
    {
        var path = Path.Combine(root, folder);
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
    }

    private static void Put(string root, string path, string text)
    {
        var full = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}

using System.Security.Cryptography;
using System.Text;

namespace Timonier.EndToEnd.Tests.Cluster;

/// <summary>What an uninstalled cluster may not leave behind.</summary>
internal static class Leftovers
{
    public static async Task<IReadOnlyList<string>> FindAsync(NetworkNamespace network, string directory)
    {
        var found = new List<string>();
        found.AddRange((await File.ReadAllLinesAsync("/proc/self/mountinfo")).Where(l => l.Contains(directory, StringComparison.Ordinal)).Select(l => "mount " + l));
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(p => int.TryParse(Path.GetFileName(p), out _)))
        {
            var command = await ReadAsync(Path.Combine(process, "cmdline"));
            if (command.Contains(directory, StringComparison.Ordinal)) found.Add($"process {Path.GetFileName(process)} {command.Replace('\0', ' ')}");
        }
        var links = (await network.RunAsync(["ip", "-o", "link"])).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        found.AddRange(links.Where(l => !l.Contains(": lo:", StringComparison.Ordinal) && !l.Contains(": up0@", StringComparison.Ordinal) && !l.Contains(": up1@", StringComparison.Ordinal)).Select(l => "link " + l));
        found.AddRange((await network.RunAsync(["nft", "list", "tables"])).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(t => "nft " + t));
        var routes = (await network.RunAsync(["ip", "route"])).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        found.AddRange(routes.Where(r => r.Contains("10.42.", StringComparison.Ordinal) || r.Contains("10.43.", StringComparison.Ordinal)).Select(r => "route " + r));
        var group = "timonier-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.Combine(directory, "data"))))[..8];
        found.AddRange(Directory.EnumerateDirectories("/sys/fs/cgroup").Prepend("/sys/fs/cgroup").Select(tree => Path.Combine(tree, group)).Where(Directory.Exists).Select(g => "control group " + g));
        if (Directory.Exists(Path.Combine(directory, "data"))) found.Add("folder " + Path.Combine(directory, "data"));
        return found;
    }

    private static async Task<string> ReadAsync(string path)
    {
        try
        {
            return await File.ReadAllTextAsync(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}

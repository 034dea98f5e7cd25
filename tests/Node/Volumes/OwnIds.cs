namespace Timonier.Node.Tests.Volumes;

/// <summary>The user and group of the test process: the only ones to which any process may give its files.</summary>
internal static class OwnIds
{
    public static string In(string text) => text.Replace("UID", Of("Uid:"), StringComparison.Ordinal).Replace("GID", Of("Gid:"), StringComparison.Ordinal);

    private static string Of(string line) => File.ReadLines("/proc/self/status").First(l => l.StartsWith(line, StringComparison.Ordinal)).Split('\t')[1];
}

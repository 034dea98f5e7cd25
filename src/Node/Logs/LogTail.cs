using System.Text;

namespace Timonier.Node.Logs;

/// <summary>The end of a CRI log file, without its prefixes.</summary>
internal static class LogTail
{
    public static async Task<string> ReadAsync(string path, int lines, int bytes, CancellationToken cancellation)
    {
        if (!File.Exists(path)) return "";
        var text = new StringBuilder();
        foreach (var line in (await File.ReadAllLinesAsync(path, cancellation)).TakeLast(lines))
            if (LogLine.TryParse(line, out var parsed)) text.Append(parsed.Text).Append(parsed.Partial ? "" : "\n");
        return text.Length > bytes ? text.ToString(text.Length - bytes, bytes) : text.ToString();
    }
}

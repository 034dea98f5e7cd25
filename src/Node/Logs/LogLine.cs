namespace Timonier.Node.Logs;

/// <summary>A line of a CRI log: time, stream, P for a part or F for the end of a line, text.</summary>
internal readonly record struct LogLine(string Time, string Stream, bool Partial, string Text)
{
    public static bool TryParse(string line, out LogLine parsed)
    {
        parsed = default;
        var parts = line.Split(' ', 4);
        if (parts.Length < 3 || parts[1] is not ("stdout" or "stderr")) return false;
        parsed = new(parts[0], parts[1], parts[2].Split(':')[0] == "P", parts.Length == 4 ? parts[3] : "");
        return true;
    }
}

namespace Timonier.Host.Verbs.Past;

/// <summary>Rows in columns as wide as their widest cell.</summary>
internal static class TextTable
{
    private const int Gap = 3;

    public static async Task WriteAsync(TextWriter output, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (rows.Count == 0) return;
        var widths = Enumerable.Range(0, rows.Max(row => row.Count)).Select(column => rows.Max(row => column < row.Count ? row[column].Length : 0)).ToArray();
        foreach (var row in rows)
            await output.WriteLineAsync(string.Concat(row.Select((cell, column) => column == row.Count - 1 ? cell : cell.PadRight(widths[column] + Gap))));
    }
}

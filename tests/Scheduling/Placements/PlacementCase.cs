namespace Timonier.Scheduling.Tests;

/// <summary>One line of a file of placements: a pod in a world, and what becomes of it.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">Its number there.</param>
/// <param name="World">The lines that describe the cluster.</param>
/// <param name="Pod">What the pod says, as YAML.</param>
/// <param name="Wanted">What is expected.</param>
public sealed record PlacementCase(string File, int Line, IReadOnlyList<string> World, string Pod, string Wanted)
{
    public override string ToString() => $"{File}:{Line}";

    /// <summary>
    /// "world" begins a new cluster; "node", "pod NAME on NODE" and
    /// "object" describe it; each line with "=>" is a case.
    /// </summary>
    public static IEnumerable<PlacementCase> ListOf(string path)
    {
        var world = new List<string>();
        var number = 0;
        foreach (var raw in System.IO.File.ReadLines(path))
        {
            number++;
            var line = raw.Trim();
            if (line.Length == 0 || line[0] == '#') continue;
            if (line.StartsWith("world", StringComparison.Ordinal)) world = [];
            else if (line.Split("=>", StringSplitOptions.TrimEntries) is [var pod, var wanted]) yield return new PlacementCase(Path.GetFileName(path), number, [.. world], pod, wanted);
            else world.Add(line);
        }
    }
}

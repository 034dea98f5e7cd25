namespace Timonier.Api.Pipeline;

/// <summary>Warnings as they fit into headers: all of them whole, or, when they are too long together, the beginnings of the first ones.</summary>
internal static class WarningTexts
{
    private const int MostTogether = 4096;
    private const int MostEach = 256;

    public static IEnumerable<string> Bounded(IReadOnlyList<string> warnings)
    {
        if (warnings.Sum(w => (long)w.Length) <= MostTogether) return warnings;
        return warnings.Select(w => w.Length > MostEach ? w[..MostEach] : w).Take(MostTogether / MostEach);
    }
}

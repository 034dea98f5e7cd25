namespace Timonier.Cel.Libraries;

/// <summary>A named form of texts, such as that of a DNS label, and the faults that a text has by it.</summary>
internal sealed class CelFormat(string name, long patternSize, Func<string, string[]> faults) : CelOpaque(FormatType)
{
    /// <summary>The longest name and pattern of any format, by which costs are estimated.</summary>
    public const long LongestPattern = 128;

    public static readonly CelType FormatType = CelType.Opaque("kubernetes.NamedFormat");

    public string Name => name;

    public override long Size => patternSize;

    public string[] FaultsOf(string text) => faults(text);

    public override string ToString() => name;
}

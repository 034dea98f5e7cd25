using Timonier.Documents;

namespace Timonier.Sealing.Configuration;

/// <summary>Values of a configuration file, or what is wrong with them.</summary>
internal static class Configured
{
    public static DraftObject Object(Draft value, string place) => value as DraftObject ?? throw new FormatException($"{place}: Invalid value: a mapping is expected");
}

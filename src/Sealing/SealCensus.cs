namespace Timonier.Sealing;

/// <param name="ByKey">How many values each key has closed; only those that open.</param>
/// <param name="Plain">Values that should be closed and are not.</param>
/// <param name="Outdated">Readable values, plain ones among them, that stand in another form than they would be written in now.</param>
/// <param name="Unreadable">Values that no key opens.</param>
public sealed record SealCensus(IReadOnlyDictionary<string, int> ByKey, int Plain, int Outdated, int Unreadable)
{
    public static SealCensus None { get; } = new(new Dictionary<string, int>(), 0, 0, 0);
}

namespace Timonier.Store.History;

/// <summary>What every reader sees at one moment; swapped as a whole after each durable batch.</summary>
internal sealed record StoreSnapshot(KeyIndex Keys, EventHistory History)
{
    public static readonly StoreSnapshot Empty = new(KeyIndex.Empty, EventHistory.StartingAfter(0));

    public long Revision => History.Last;
}

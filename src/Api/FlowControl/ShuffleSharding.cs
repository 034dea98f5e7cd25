namespace Timonier.Api.FlowControl;

/// <summary>
/// Gives each flow a hand of a few queues out of many: two flows seldom have the same hand, so that a flow which fills
/// its own queues leaves every other one at least one.
/// </summary>
internal static class ShuffleSharding
{
    /// <summary>Deals as many different cards of a deck as the hand holds; the same hash gets the same hand.</summary>
    public static void Deal(ulong hash, int deck, Span<int> hand)
    {
        for (var dealt = 0; dealt < hand.Length; dealt++)
        {
            var left = (ulong)(deck - dealt);
            var card = (int)(hash % left);
            hash /= left;
            // Counted among the cards that are left: step over those that are gone, which stand sorted before this one.
            var at = 0;
            for (; at < dealt && hand[at] <= card; at++) card++;
            for (var i = dealt; i > at; i--) hand[i] = hand[i - 1];
            hand[at] = card;
        }
    }

    /// <summary>FNV-1a over both names, mixed once more so that low digits depend on all of them.</summary>
    public static ulong Hash(string schema, string flow)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in schema) hash = (hash ^ c) * 1099511628211UL;
        hash = (hash ^ 0xFFFF) * 1099511628211UL;
        foreach (var c in flow) hash = (hash ^ c) * 1099511628211UL;
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        return hash ^ (hash >> 33);
    }
}

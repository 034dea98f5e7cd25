using Timonier.Contracts.Store;
using Timonier.Sealing.Keys;

namespace Timonier.Sealing;

/// <summary>The one holder of the rules in force; they are replaced as a whole when their files change.</summary>
public sealed partial class Seals
{
    private readonly SealingConfig config;
    private readonly KeyRingFile file;
    private readonly TimeProvider time;
    private volatile SealRules current;
    private KeyRing ring;

    private Seals(SealingConfig config, KeyRingFile file, TimeProvider time, KeyRing ring)
    {
        this.config = config;
        this.file = file;
        this.time = time;
        this.ring = ring;
        current = RulesOf(ring);
    }

    /// <summary>Where our own keys are.</summary>
    public string KeyFile => file.Path;

    internal SealRules Current => current;

    /// <summary>Whether readers see an entry in another form than the store: most pass as they are.</summary>
    internal bool Changes(StoreEntry entry) => SealRule.IsClosed(entry.Value.Span) || (current.RefusesPlain && !current.For(entry.Key).TakesPlain);

    internal bool Changes(StoreEvent change) => Changes(change.Entry) || (change.Previous is { } previous && Changes(previous));

    internal bool IsCurrent(StoreEntry stored) => current.For(stored.Key).IsCurrent(stored.Value.Span);

    /// <summary>The rules by which a write goes; it ends with <see cref="SealRules.Leave"/>.</summary>
    internal SealRules Enter()
    {
        while (true)
        {
            var rules = current;
            if (rules.TryEnter()) return rules;
        }
    }

    /// <summary>Puts other rules in force; returns when no write goes by the old ones any more.</summary>
    internal Task ReplaceAsync(SealRules rules)
    {
        var old = Interlocked.Exchange(ref current, rules);
        return old.RetireAsync();
    }

    /// <exception cref="UnreadableValueException">Nothing opens it.</exception>
    internal async ValueTask<StoreEntry> OpenAsync(StoreEntry stored, CancellationToken cancellation)
    {
        if (stored.Decoded is OpenedEntry known) return known;
        if (!Changes(stored)) return stored;
        try
        {
            if (!SealRule.IsClosed(stored.Value.Span)) throw new SealException("no matching prefix found");
            var frame = await FrameAsync(stored, cancellation);
            return Keep(stored, PlainFrame.Filled(frame, stored.Revision));
        }
        catch (SealException e)
        {
            throw new UnreadableValueException(stored.Key, stored.Revision, e.Message, e);
        }
    }

    /// <exception cref="UnreadableValueException">Nothing opens one of its entries.</exception>
    internal async ValueTask<StoreEvent> OpenAsync(StoreEvent stored, CancellationToken cancellation)
    {
        // Other watchers of the event have opened it already; what they have encoded for it is shared too.
        if (stored.Encoded is StoreEvent known) return known;
        var entry = await OpenAsync(stored.Entry, cancellation);
        var previous = stored.Previous is { } before ? await OpenOrNullAsync(before, cancellation) : null;
        var opened = new StoreEvent(stored.Kind, stored.Revision, entry, previous);
        stored.Encoded = opened;
        return opened;
    }

    // What stood there before matters to selectors alone: who replaces what nobody can read must not be held up by it.
    private async ValueTask<StoreEntry?> OpenOrNullAsync(StoreEntry stored, CancellationToken cancellation)
    {
        try
        {
            return await OpenAsync(stored, cancellation);
        }
        catch (UnreadableValueException)
        {
            return null;
        }
    }

    /// <exception cref="SealException">Nothing opens it.</exception>
    internal ValueTask<byte[]> FrameAsync(StoreEntry stored, CancellationToken cancellation) =>
        current.For(stored.Key).OpenAsync(stored.Key, stored.Value, cancellation);

    /// <summary>Remembers what an entry says, for all who will read it.</summary>
    internal static OpenedEntry Keep(StoreEntry stored, byte[] value)
    {
        if (stored.Decoded is OpenedEntry known) return known;
        var opened = new OpenedEntry(stored, value);
        stored.Decoded = opened;
        return opened;
    }

    /// <exception cref="UnreadableValueException">The key cannot be reached.</exception>
    internal static async ValueTask<byte[]> CloseAsync(IValueSeal seal, string place, byte[] frame, CancellationToken cancellation)
    {
        try
        {
            return await SealRule.CloseAsync(seal, place, frame, cancellation);
        }
        catch (SealException e)
        {
            throw new UnreadableValueException(place, 0, e.Message, e);
        }
    }
}

using System.Collections.Immutable;
using Timonier.Sealing.Keys;
using Timonier.Sealing.Providers;

namespace Timonier.Sealing;

public sealed partial class Seals
{
    /// <summary>Reads the rules, and makes the first key of a folder that has none.</summary>
    /// <exception cref="IOException">A file cannot be read or makes no sense.</exception>
    public static async Task<Seals> StartAsync(SealingConfig config, TimeProvider time, CancellationToken cancellation)
    {
        var file = new KeyRingFile(config.KeyDirectory);
        var ring = await file.ChangeAsync(r => r.Keys.IsEmpty ? r.With(SealingKey.Make(time.GetUtcNow())) : r, time, cancellation);
        return new Seals(file, time, ring);
    }

    /// <summary>The ring as its file has it now, in force.</summary>
    internal async Task<KeyRing> ReloadAsync(CancellationToken cancellation)
    {
        // A file that has vanished comes back: what is written now needs its keys tomorrow.
        ring = await file.ChangeAsync(r => r.Keys.IsEmpty ? ring : r, time, cancellation);
        await ReplaceAsync(RulesOf(ring));
        return ring;
    }

    /// <summary>Gives up keys that nothing needs any more.</summary>
    internal async Task DropAsync(IReadOnlyCollection<string> ids, CancellationToken cancellation)
    {
        ring = await file.ChangeAsync(r => r.Without(ids), time, cancellation);
        await ReplaceAsync(RulesOf(ring));
    }

    private static SealRules RulesOf(KeyRing ring)
    {
        ImmutableArray<IValueSeal> seals = [.. ring.Keys.Select(k => new DerivedKeySeal(k))];
        var own = new SealProvider(DerivedKeySeal.Family, "no matching key was found for the encryption keys of this data folder", seals);
        return new SealRules(
            [new SealRule(new ResourceSelection(["secrets"]), [own, SealProvider.Identity])],
            new SealRule(ResourceSelection.Everything, [SealProvider.Identity, own]));
    }
}

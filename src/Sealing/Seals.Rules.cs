using System.Collections.Immutable;
using Timonier.Sealing.Configuration;
using Timonier.Sealing.Keys;
using Timonier.Sealing.Kms;
using Timonier.Sealing.Providers;

namespace Timonier.Sealing;

public sealed partial class Seals
{
    /// <summary>Our own keys are in use, and not a configuration that others keep.</summary>
    public bool IsOwn => config.ProviderConfigFile.Length == 0;

    internal bool KeysAreShared => config.KeysAreShared;

    /// <summary>Our own keys, the one that closes first.</summary>
    public KeyRing Ring => ring;

    /// <summary>What the rules are read from.</summary>
    public IReadOnlyList<string> Files => IsOwn ? [KeyFile] : [KeyFile, config.ProviderConfigFile];

    /// <summary>Reads the rules, and makes the first key of a folder that has none.</summary>
    /// <exception cref="IOException">A file cannot be read or makes no sense.</exception>
    public static async Task<Seals> StartAsync(SealingConfig config, TimeProvider time, CancellationToken cancellation)
    {
        var file = new KeyRingFile(config.KeyDirectory);
        var isOwn = config.ProviderConfigFile.Length == 0;
        var ring = await file.ChangeAsync(r => r.Keys.IsEmpty && isOwn ? r.With(SealingKey.Make(time.GetUtcNow())) : r, time, cancellation);
        return new Seals(config, file, time, ring);
    }

    /// <summary>Whether the key services that are configured answer; null when they do, or there are none.</summary>
    public async ValueTask<string?> CheckAsync(CancellationToken cancellation)
    {
        foreach (var seal in current.Rules.SelectMany(r => r.Providers).SelectMany(p => p.Seals).OfType<KmsSeal>())
        {
            try
            {
                await seal.CheckAsync(cancellation);
            }
            catch (SealException e)
            {
                return e.Message;
            }
        }
        return null;
    }

    /// <summary>The rules as their files have them now, in force.</summary>
    internal async Task<KeyRing> ReloadAsync(CancellationToken cancellation)
    {
        // A file that has vanished comes back: what is written now needs its keys tomorrow.
        var read = await file.ChangeAsync(r => r.Keys.IsEmpty ? ring : r, time, cancellation);
        var rules = RulesOf(read);
        ring = read;
        await ReplaceAsync(rules);
        return read;
    }

    /// <summary>Gives up keys that nothing needs any more.</summary>
    internal async Task DropAsync(IReadOnlyCollection<string> ids, CancellationToken cancellation)
    {
        ring = await file.ChangeAsync(r => r.Without(ids), time, cancellation);
        await ReplaceAsync(RulesOf(ring));
    }

    private SealRules RulesOf(KeyRing keys)
    {
        ImmutableArray<SealProvider> own = keys.Keys.IsEmpty
            ? []
            : [new SealProvider(DerivedKeySeal.Family, "no matching key was found for the encryption keys of this data folder", [.. keys.Keys.Select(k => new DerivedKeySeal(k))])];
        var otherwise = new SealRule(ResourceSelection.Everything, [SealProvider.Identity, .. own]);
        if (IsOwn) return new SealRules([new SealRule(new ResourceSelection(["secrets"]), [.. own, SealProvider.Identity])], otherwise);
        // What our own keys have closed before there was a configuration still opens.
        var configured = EncryptionConfiguration.Load(config.ProviderConfigFile, time);
        return new SealRules([.. configured.Select(r => new SealRule(r.Resources, [.. r.Providers, .. own]))], otherwise);
    }
}

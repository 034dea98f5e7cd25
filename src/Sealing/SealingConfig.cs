namespace Timonier.Sealing;

/// <summary>Where encryption at rest finds its keys.</summary>
public sealed record SealingConfig
{
    /// <summary>The folder of our own keys; made when missing, readable by its owner only.</summary>
    public required string KeyDirectory { get; init; }

    /// <summary>Other servers have the same keys: one that is not needed here stays until it is taken from all.</summary>
    public bool KeysAreShared { get; init; }

    /// <summary>An EncryptionConfiguration to go by instead of our own keys; empty for none.</summary>
    public string ProviderConfigFile { get; init; } = "";
}

namespace Timonier.Sealing;

/// <summary>One way to close and open values, behind one prefix.</summary>
internal interface IValueSeal
{
    /// <summary>What every value of this seal begins with: <c>k8s:enc:aesgcm:v1:KEY:</c>.</summary>
    string Prefix { get; }

    /// <summary>The name of the key with which values are closed now, for those who look.</summary>
    string KeyName { get; }

    /// <param name="place">The key of the store: what is closed for one place does not open in another, where the cipher can tell.</param>
    /// <exception cref="SealException">The key cannot be reached.</exception>
    ValueTask<byte[]> CloseAsync(string place, ReadOnlyMemory<byte> plain, CancellationToken cancellation);

    /// <param name="body">The value behind the prefix.</param>
    /// <exception cref="SealException">It cannot be opened.</exception>
    ValueTask<byte[]> OpenAsync(string place, ReadOnlyMemory<byte> body, CancellationToken cancellation);

    /// <summary>Whether that body would be closed in the same way now.</summary>
    bool IsCurrent(ReadOnlySpan<byte> body);
}

namespace Timonier.Node.Containers;

/// <summary>ConfigMaps and Secrets that pods refer to.</summary>
public interface IReferencedObjects
{
    /// <summary>The object, or null when it does not exist.</summary>
    /// <exception cref="ConfigurationException">It could not be read.</exception>
    Task<Document?> ConfigMapAsync(string @namespace, string name, CancellationToken cancellation);

    /// <inheritdoc cref="ConfigMapAsync"/>
    Task<Document?> SecretAsync(string @namespace, string name, CancellationToken cancellation);
}

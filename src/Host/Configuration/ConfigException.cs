namespace Timonier.Host.Configuration;

/// <summary>A setting is unknown or has a value that cannot be; the message says which, where it was set, and what would do.</summary>
public sealed class ConfigException(string message) : Exception(message);

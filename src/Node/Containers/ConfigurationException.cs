namespace Timonier.Node.Containers;

/// <summary>A container cannot be described to the runtime as things stand; the message is shown to users.</summary>
public sealed class ConfigurationException(string message, string reason = "CreateContainerConfigError") : Exception(message)
{
    public string Reason { get; } = reason;
}

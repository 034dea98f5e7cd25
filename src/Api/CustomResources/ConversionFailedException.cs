using Timonier.Kernel;

namespace Timonier.Api.CustomResources;

/// <summary>An object cannot be had in the version that was asked for: whoever asked is told why.</summary>
internal sealed class ConversionFailedException(string message) : Exception(message)
{
    public Status Status => new(500, "", Message);
}

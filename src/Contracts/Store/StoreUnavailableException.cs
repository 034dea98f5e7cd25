namespace Timonier.Contracts.Store;

/// <summary>The store could not be reached in time. Whether a write that ended so has happened is not known.</summary>
public sealed class StoreUnavailableException(string message, Exception? cause = null) : Exception(message, cause);

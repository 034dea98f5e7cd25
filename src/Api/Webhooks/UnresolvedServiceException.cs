namespace Timonier.Api.Webhooks;

/// <summary>A service leads nowhere: it is not there, does not have the port, or nobody behind it may be called.</summary>
internal sealed class UnresolvedServiceException(string message) : IOException(message);

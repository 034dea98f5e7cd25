namespace Timonier.Controllers.ServiceEndpoints;

/// <summary>One port of a service as one pod offers it.</summary>
public readonly record struct EndpointPort(string Name, int Port, string Protocol, string AppProtocol);

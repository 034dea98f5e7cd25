namespace Timonier.Client.Events;

/// <summary>Who reports: the component, for example "deployment-controller", and the node it runs on, if it matters.</summary>
public sealed record EventSource(string Component, string Host = "");

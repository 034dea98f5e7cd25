namespace Timonier.Api.Authorization.Nodes;

/// <summary>An object in the pod's namespace that the pod names.</summary>
internal readonly record struct PodReference(string Resource, string Name);

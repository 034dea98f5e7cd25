namespace Timonier.Node.Volumes;

/// <summary>An object that a pod refers to.</summary>
internal readonly record struct ObjectName(ResourceName Resource, string Namespace, string Name);

namespace Timonier.Cel;

/// <summary>The meaning of a list's order and of its duplicates: x-kubernetes-list-type.</summary>
public enum CelListKind : byte { Atomic, Set, Map }

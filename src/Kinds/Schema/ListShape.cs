namespace Timonier.Kinds;

/// <summary>How server-side apply sees a list (x-kubernetes-list-type); Unsaid counts as Atomic.</summary>
public enum ListShape { Unsaid, Atomic, Set, Map }

namespace Timonier.Documents;

/// <summary>What a place in a JSON document holds; <see cref="Missing"/> when there is no such place.</summary>
public enum NodeKind : byte { Missing, Object, Array, String, Number, True, False, Null }

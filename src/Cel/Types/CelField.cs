namespace Timonier.Cel;

/// <summary>A field of an object type: its name in the document, which escaping may have changed in expressions, and its type.</summary>
public sealed record CelField(string JsonName, CelType Type);

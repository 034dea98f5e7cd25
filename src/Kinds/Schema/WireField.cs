namespace Timonier.Kinds;

/// <summary>A field as protobuf carries it, with its JSON name as bytes.</summary>
internal readonly record struct WireField(int Number, byte[] Name, Field Field);

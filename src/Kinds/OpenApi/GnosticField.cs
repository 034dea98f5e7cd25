namespace Timonier.Kinds.OpenApi;

/// <summary>A field of a message in OpenAPI's protobuf form.</summary>
/// <param name="Type">A scalar's word, or the name of a message.</param>
/// <param name="When">What the JSON value must look like to be this one of several; empty for the last resort.</param>
internal sealed record GnosticField(int Number, string Type, bool Repeated, string When = "");

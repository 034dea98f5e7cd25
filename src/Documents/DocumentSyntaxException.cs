namespace Timonier.Documents;

/// <summary>The bytes are not one JSON value; the message is fit for the user who sent them.</summary>
public sealed class DocumentSyntaxException(string message, Exception? inner = null) : FormatException(message, inner);

namespace Timonier.Testing;

/// <summary>What a test waited for did not come to be; the message tells what did.</summary>
public sealed class NotSoException(string message) : Exception(message);

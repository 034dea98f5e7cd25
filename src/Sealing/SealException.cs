namespace Timonier.Sealing;

/// <summary>A value cannot be closed or opened; the message says why, in the words that tools know.</summary>
internal sealed class SealException(string why, Exception? cause = null) : Exception(why, cause);

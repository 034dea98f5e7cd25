namespace Timonier.Simulation.Tests;

/// <summary>Something did not hold that must; the message has the seed.</summary>
internal sealed class BrokenInvariantException(string message) : Exception(message);

namespace Timonier.Node.Probes;

/// <summary>What one run of a probe found, with the text that the event about it carries.</summary>
public sealed record ProbeOutcome(ProbeResult Result, string Message)
{
    public static ProbeOutcome Success(string message) => new(ProbeResult.Success, message);
    public static ProbeOutcome Failure(string message) => new(ProbeResult.Failure, message);
    public static ProbeOutcome Unknown(string message) => new(ProbeResult.Unknown, message);
}

namespace Timonier.Node.Probes;

/// <summary>Asks containers whether they start, live and serve.</summary>
public interface IProber
{
    Task<ProbeOutcome> RunAsync(ProbeSettings settings, ProbeTarget target, CancellationToken cancellation);
}

namespace Timonier.Node.Probes;

/// <summary>Unknown: the probe itself could not be run, which counts for nothing.</summary>
public enum ProbeResult { Success, Failure, Unknown }

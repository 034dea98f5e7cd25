namespace Timonier.Node.Probes;

public enum ProbeKind { Liveness, Readiness, Startup }

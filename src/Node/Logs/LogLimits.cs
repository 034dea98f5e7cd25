namespace Timonier.Node.Logs;

/// <summary>How large a log may grow, and how many files of it are kept, the one being written among them.</summary>
public sealed record LogLimits(long MaxBytes = 10 * 1024 * 1024, int MaxFiles = 5);

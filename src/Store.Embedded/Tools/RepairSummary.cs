namespace Timonier.Store.Embedded;

/// <param name="DamagedFiles">Those in which something was not as written.</param>
/// <param name="Kept">The folder in which the files from before lie now; null when there were none.</param>
public sealed record RepairSummary(long Revision, long Keys, IReadOnlyList<string> DamagedFiles, string? Kept);

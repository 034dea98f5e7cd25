namespace Timonier.Store.Embedded;

/// <param name="Bytes">Of the file.</param>
public sealed record BackupSummary(long Revision, long Keys, long Bytes);

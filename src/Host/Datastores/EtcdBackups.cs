using Timonier.Host.Configuration;
using Timonier.Store.Embedded;
using Timonier.Store.Etcd;

namespace Timonier.Host.Datastores;

/// <summary>Backups of a cluster in etcd, in the files that those of the disk are: one store's are the other's too.</summary>
internal static class EtcdBackups
{
    public static async Task<BackupSummary> CreateAsync(ServerConfig config, string file, TimeProvider time, CancellationToken cancellation)
    {
        await using var etcd = Datastore.ToolEtcd(config, time);
        await etcd.StartAsync(cancellation);
        return StoreFolder.CreateBackup(file, await EtcdContents.ReadAsync(etcd, time, cancellation));
    }

    /// <summary>
    /// Puts a backup in the place of what is there, at revisions above both. What was there is kept in a backup of its
    /// own, whose name is given back; null when there was nothing. When it breaks off, it is repeated with the same file.
    /// </summary>
    public static async Task<(BackupSummary Restored, string? Replaced)> RestoreAsync(ServerConfig config, string file, TimeProvider time, CancellationToken cancellation)
    {
        // 1. The whole backup is read first: one that is damaged changes nothing.
        var summary = StoreFolder.VerifyBackup(file);
        var contents = StoreFolder.ReadBackup(file);
        var (standing, replaced) = await KeepAsync(config, time, cancellation);

        // 2. Above all that a client may know, of the cluster as it was backed up and of the one that goes.
        await using var etcd = Datastore.ToolEtcd(config, time);
        await etcd.BeginAnewAsync(StoreFolder.AboveAll(Math.Max(contents.Revision, standing), time), cancellation);
        await EtcdContents.WriteAsync(etcd, contents, time, cancellation);
        return (summary with { Revision = etcd.CurrentRevision }, replaced);
    }

    private static async Task<(long Revision, string? Kept)> KeepAsync(ServerConfig config, TimeProvider time, CancellationToken cancellation)
    {
        await using var etcd = Datastore.ToolEtcd(config, time);
        await etcd.StartAsync(cancellation);
        var standing = await EtcdContents.ReadAsync(etcd, time, cancellation);
        if (standing.Entries.Count == 0) return (standing.Revision, null);
        Directory.CreateDirectory(config.DataDir);
        var kept = Path.Combine(config.DataDir, $"replaced-at-{standing.Revision}.backup");
        StoreFolder.CreateBackup(kept, standing);
        return (standing.Revision, kept);
    }
}

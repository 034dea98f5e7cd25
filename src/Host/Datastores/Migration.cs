using Timonier.Host.Configuration;
using Timonier.Store.Embedded;
using Timonier.Store.Etcd;

namespace Timonier.Host.Datastores;

/// <summary>
/// Moves a cluster between the disk and etcd while no server runs. Revisions go on above all that a client may know, so
/// clients are told that theirs are gone, and list anew.
/// </summary>
internal static class Migration
{
    public static async Task<string> ToEtcdAsync(ServerConfig config, EtcdStore etcd, TimeProvider time, CancellationToken cancellation)
    {
        var contents = new StoreFolder(config.StoreDirectory, time).Contents();
        await etcd.BeginAboveAsync(contents.Revision, cancellation);
        await EtcdContents.WriteAsync(etcd, contents, time, cancellation);
        return $"{contents.Entries.Count} keys are in etcd at revision {etcd.CurrentRevision}; the store in {config.StoreDirectory} stays as it was at revision {contents.Revision}";
    }

    public static async Task<string> ToDiskAsync(ServerConfig config, EtcdStore etcd, TimeProvider time, CancellationToken cancellation)
    {
        await etcd.StartAsync(cancellation);
        var contents = await EtcdContents.ReadAsync(etcd, time, cancellation);
        var (made, replaced) = new StoreFolder(config.StoreDirectory, time).Take(contents);
        return $"{made.Keys} keys are in {config.StoreDirectory} at revision {made.Revision}" + (replaced is null ? "" : $"; what was there is in {replaced}");
    }
}

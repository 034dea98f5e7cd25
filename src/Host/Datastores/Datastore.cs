using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Contracts.Store;
using Timonier.Host.Configuration;
using Timonier.Kernel;
using Timonier.Store.Embedded;
using Timonier.Store.Etcd;

namespace Timonier.Host.Datastores;

/// <summary>The open store, whichever it is.</summary>
/// <param name="Failure">Completes when the store can go on only in a new process; one that is far away never says so.</param>
/// <param name="Metrics">What the store says of itself on /metrics.</param>
internal sealed record Datastore(IRevisionStore Store, Task<Exception> Failure, Func<string> Metrics) : IAsyncDisposable
{
    public static async Task<Datastore> OpenAsync(ServerConfig config, TimeProvider time, IIdSource ids, ILoggerFactory loggers, CancellationToken cancellation)
    {
        var store = config.Datastore.IsShared
            ? new Datastore(NewEtcd(config, time, ids, loggers), new TaskCompletionSource<Exception>().Task, static () => "")
            : Embedded(new EmbeddedStore(OnDisk(config), time, loggers.CreateLogger<EmbeddedStore>()));
        await store.Store.StartAsync(cancellation);
        return store;
    }

    /// <summary>The store over the etcd that the settings name, not yet started.</summary>
    private static EtcdStore NewEtcd(ServerConfig config, TimeProvider time, IIdSource ids, ILoggerFactory loggers) =>
        new(InEtcd(config), time, ids, loggers.CreateLogger<EtcdStore>());

    /// <summary>The same for a command that ends soon and tells what goes wrong itself.</summary>
    public static EtcdStore ToolEtcd(ServerConfig config, TimeProvider time) => NewEtcd(config, time, new RandomIdSource(new Random()), NullLoggerFactory.Instance);

    public ValueTask DisposeAsync() => Store.DisposeAsync();

    private static Datastore Embedded(EmbeddedStore store) => new(store, store.Failure, store.MetricsText);

    private static EmbeddedStoreConfig OnDisk(ServerConfig config) => new()
    {
        Directory = config.StoreDirectory,
        HistoryRevisions = config.HistoryRevisions,
        HistoryBytes = config.HistoryBytes,
        HistoryAge = config.HistoryAge,
    };

    private static EtcdStoreConfig InEtcd(ServerConfig server)
    {
        var config = server.Datastore;
        var authorities = new X509Certificate2Collection();
        if (config.AuthorityFile.Length > 0) authorities.ImportFromPemFile(config.AuthorityFile);
        return new EtcdStoreConfig
        {
            Endpoints = config.Endpoints,
            Prefix = config.Prefix,
            HistoryRevisions = server.HistoryRevisions,
            HistoryBytes = server.HistoryBytes,
            HistoryAge = server.HistoryAge,
            KeyRoot = "/registry",
            Authorities = authorities,
            Certificate = config.CertificateFile.Length > 0 ? X509Certificate2.CreateFromPemFile(config.CertificateFile, config.KeyFile) : null,
            Credentials = config.User.Length > 0 ? () => new EtcdCredentials(config.User, File.ReadAllText(config.PasswordFile).Trim()) : null,
        };
    }
}

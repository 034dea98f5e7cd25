using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Host.Configuration;
using Timonier.Pki;
using Timonier.Sealing;
using Timonier.Sealing.Keys;

namespace Timonier.Host.Datastores;

/// <summary>
/// What all servers of one cluster must have alike: authorities, the key of service-account tokens, the keys of
/// encryption at rest. The first server makes them and leaves them in the store, sealed with the secret of the join
/// token; a further one is given that token and takes them from there.
/// </summary>
internal static partial class SharedKeys
{
    private const string Key = "/registry/.bootstrap/keys";

    /// <exception cref="ConfigException">The store belongs to a cluster whose token this server does not have.</exception>
    public static async Task EnsureAsync(IRevisionStore store, ServerConfig config, TimeProvider time, CancellationToken cancellation)
    {
        var secret = SecretOf(config);
        if (await store.GetAsync(Key, cancellation: cancellation) is not { } kept)
        {
            // 1. The first: what lies here, or is made now, becomes everybody's.
            if (secret is not null) JoinToken.Keep(config.PkiDirectory, secret);
            var authorities = ClusterAuthorities.LoadOrCreate(config.PkiDirectory, time);
            secret = JoinToken.LoadOrCreate(config.PkiDirectory, authorities.Server).Secret;
            await Seals.StartAsync(config.Sealing, time, cancellation);
            var write = await store.CreateAsync(Key, new StoreValue(SealedBundle.Seal(Bundle(config), secret)), cancellation);
            if (write.IsDone) return;
            kept = write.Entry ?? throw new IOException("the keys of the cluster could not be left in the datastore: it has no space");
        }

        // 2. Another was before us.
        if (secret is null) throw new ConfigException("the datastore belongs to a cluster; give --token as 'timonier token' prints it on one of its servers");
        Unpack(Opened(kept, secret), config, PathsOf(config));
        JoinToken.Keep(config.PkiDirectory, secret);
    }

    private static byte[] Opened(StoreEntry kept, string secret) => SealedBundle.Open(kept.Value.Span, secret)
        ?? throw new ConfigException("the token is not the one of the cluster in the datastore; 'timonier token' prints it on one of its servers");

    private static string? SecretOf(ServerConfig config) =>
        config.Token.Length > 0 ? config.Token[(config.Token.LastIndexOf('.') + 1)..].Trim() : JoinToken.Kept(config.PkiDirectory);

    private static byte[] Bundle(ServerConfig config)
    {
        var bundle = new DraftObject();
        foreach (var path in PathsOf(config).Where(File.Exists)) bundle[Path.GetRelativePath(config.DataDir, path)] = File.ReadAllText(path);
        return bundle.ToDocument().Utf8.ToArray();
    }

    private static void Unpack(byte[] bundle, ServerConfig config, IEnumerable<string> paths)
    {
        var files = Document.Parse(bundle).Root;
        foreach (var path in paths)
            if (files[Path.GetRelativePath(config.DataDir, path)].AsString() is { Length: > 0 } text) SecretFile.Write(path, text);
    }

    private static IEnumerable<string> PathsOf(ServerConfig config) =>
        ClusterAuthorities.FileNames.Select(name => Path.Combine(config.PkiDirectory, name)).Append(RingPath(config));

    private static string RingPath(ServerConfig config) => Path.Combine(config.Sealing.KeyDirectory, KeyRingFile.Name);
}

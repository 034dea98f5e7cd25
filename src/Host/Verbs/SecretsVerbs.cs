using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Host.Configuration;
using Timonier.Host.Datastores;
using Timonier.Host.Kubeconfigs;
using Timonier.Host.Processes;
using Timonier.Host.Running;
using Timonier.Kernel;
using Timonier.Sealing;
using Timonier.Sealing.Keys;

namespace Timonier.Host.Verbs;

/// <summary>
/// Encryption at rest from outside. A rotation is a second key in the key file: a server that runs sees it and does the
/// work, else the verb does it itself on the store. Both can be ended anywhere and begun again. A server that runs is
/// asked for its status; where none does, the data folder (or the etcd) is read itself, and the answer says which.
/// </summary>
internal static class SecretsVerbs
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100), Patience = TimeSpan.FromMinutes(5);
    private static readonly Setting[] Used =
    [
        Settings.DataDir, Settings.RunDir, Settings.WriteKubeconfig, Settings.EncryptionConfig, Settings.Token, .. Settings.OfDatastore,
    ];

    public static Command Create() => new("secrets", "Encryption of secrets at rest.")
    {
        VerbAction.Create("status", "Say with which keys objects are encrypted, and what is not.", Used, StatusAsync),
        VerbAction.Create("rotate-keys", "Make a new key, encrypt everything with it, give up the old one. Works with and without the server; on an etcd, for all its servers.", Used, RotateAsync),
    };

    private static async Task StatusAsync(ServerConfig config, CancellationToken cancellation)
    {
        var report = (await ReportAsync(config, cancellation)).Root;
        var output = Console.Out;
        var source = IsRunning(config) ? "the running server" : config.Datastore.IsShared ? "the datastore, no server runs here" : $"{config.DataDir}, no server runs";
        await output.WriteLineAsync($"read from   {source}");
        await output.WriteLineAsync($"mode        {report["mode"u8].AsString()}");
        foreach (var key in report["keys"u8].Items)
            await output.WriteLineAsync($"key         {key["id"u8].AsString()} {key["created"u8].AsString()} {key["objects"u8].AsInt64()} objects");
        foreach (var what in (string[])["plain", "outdated", "unreadable"])
            await output.WriteLineAsync($"{what,-11} {report[what].AsInt64()} objects");
    }

    private static async Task RotateAsync(ServerConfig config, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        var mode = IsRunning(config) ? (await ReportAsync(config, cancellation)).Root["mode"u8].AsString() : config.EncryptionConfigFile.Length > 0 ? "configuration" : "own keys";
        if (mode != "own keys")
            throw new ConfigException("the keys belong to an EncryptionConfiguration: put a new key first there, wait until it is read, write every object again (kubectl get secrets -A -o json | kubectl replace -f -), and take the old key out");

        if (config.Datastore.IsShared)
        {
            await OnStoreAsync(config, async (store, _) =>
            {
                await SharedRotation.RunAsync(store, config, time, cancellation);
                return true;
            }, cancellation);
            await Console.Out.WriteLineAsync("done");
            return;
        }

        // 1. A second key, unless a rotation that was cut off has left one.
        var file = new KeyRingFile(config.Sealing.KeyDirectory);
        if (file.Read().Keys.IsEmpty) throw new ConfigException($"{file.Path} does not exist: the server has not been started with this data-dir yet");
        // A server whose run folder is another one holds the store: no key is made then.
        if (!IsRunning(config)) await OnStoreAsync(config, (_, _) => Task.FromResult(true), cancellation);
        var ring = await file.ChangeAsync(r => r.IsRotating ? r : r.With(SealingKey.Make(time.GetUtcNow())), time, cancellation);
        await Console.Out.WriteLineAsync($"key {ring.Keys[0].Id} encrypts from now on; {string.Join(", ", ring.Keys.Skip(1).Select(k => k.Id))} will go".AsMemory(), cancellation);

        // 2. The server does the rest, or we do.
        var deadline = time.GetUtcNow() + Patience;
        while (file.Read().IsRotating)
        {
            if (!IsRunning(config))
            {
                var census = await OnStoreAsync(config, (disk, seals) => new SealUpkeep(disk, seals, time, NullLogger<SealUpkeep>.Instance).RunOnceAsync(cancellation), cancellation);
                if (census.Outdated > 0) throw new IOException($"{census.Outdated} objects could not be written again, so the old key stays: run this again when the disk has room");
            }
            else if (time.GetUtcNow() >= deadline) throw new IOException("the server has not finished yet and goes on with it: its log says what is in the way");
            else await Task.Delay(Pace, time, cancellation);
        }
        await Console.Out.WriteLineAsync("done");
    }

    private static bool IsRunning(ServerConfig config)
    {
        using var process = new PidFile(config.RunDir).Find();
        return process is not null;
    }

    private static async Task<Document> ReportAsync(ServerConfig config, CancellationToken cancellation)
    {
        if (!IsRunning(config)) return await OnStoreAsync(config, async (disk, seals) => await EncryptionReport.MakeAsync(disk, seals, cancellation), cancellation);
        using var connection = ClusterConnection.OfAdministrator(config.KubeconfigPath);
        return await connection.DocumentAsync(EncryptionReport.Path, cancellation);
    }

    private static async Task<T> OnStoreAsync<T>(ServerConfig config, Func<IRevisionStore, Seals, Task<T>> act, CancellationToken cancellation)
    {
        var isShared = config.Datastore.IsShared;
        if (!isShared && !Directory.Exists(config.StoreDirectory)) throw new ConfigException($"{config.StoreDirectory} does not exist: the server has not been started with this data-dir yet");
        await using var datastore = await Datastore.OpenAsync(config, TimeProvider.System, new RandomIdSource(new Random()), NullLoggerFactory.Instance, cancellation);
        if (isShared) await SharedKeys.TakeRingAsync(datastore.Store, config, TimeProvider.System, cancellation);
        return await act(datastore.Store, await Seals.StartAsync(config.Sealing, TimeProvider.System, cancellation));
    }
}

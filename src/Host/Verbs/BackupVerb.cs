using System.CommandLine;
using Timonier.Host.Configuration;
using Timonier.Host.Datastores;
using Timonier.Store.Embedded;

namespace Timonier.Host.Verbs;

/// <summary>The whole store in one file. Certificates and keys (DATA-DIR/pki) are not in it: they are files, and copied as such.</summary>
internal static class BackupVerb
{
    private static readonly Argument<string> Backup = new("FILE") { Description = "The backup." };

    public static Command Create()
    {
        var backup = new Command("backup", "Copies of the whole store, in one file each, of the disk or of etcd alike.");
        backup.Add(CreateCreate());
        backup.Add(CreateVerify());
        backup.Add(CreateRestore());
        return backup;
    }

    private static Command CreateCreate() => Create(
        "create", "Write all objects as they are now into FILE; servers may run.", async (config, file, cancellation) =>
        {
            var made = config.Datastore.IsShared
                ? await EtcdBackups.CreateAsync(config, file, TimeProvider.System, cancellation)
                : new StoreFolder(config.StoreDirectory, TimeProvider.System).CreateBackup(file);
            return $"{Shown(made)} in {file}";
        });

    private static Command CreateVerify()
    {
        var command = new Command("verify", "Read FILE and check every checksum in it.") { Backup };
        VerbAction.Set(command, async (parsed, _) =>
        {
            await Console.Out.WriteLineAsync($"{Shown(StoreFolder.VerifyBackup(parsed.GetValue(Backup)!))}: every checksum holds");
            return 0;
        });
        return command;
    }

    private static Command CreateRestore() => Create(
        "restore", "Put FILE in the place of the store, which is kept beside it; all servers must be stopped.", async (config, file, cancellation) =>
        {
            var (restored, replaced) = config.Datastore.IsShared
                ? await EtcdBackups.RestoreAsync(config, file, TimeProvider.System, cancellation)
                : new StoreFolder(config.StoreDirectory, TimeProvider.System).Restore(file);
            return $"{Shown(restored)} restored" + (replaced is null ? "" : $"; what was there is in {replaced}");
        });

    private static Command Create(string name, string description, Func<ServerConfig, string, CancellationToken, Task<string>> run)
    {
        var command = new Command(name, description) { Backup };
        var settings = SettingOptions.AddTo(command, [Settings.DataDir, .. Settings.OfDatastore]);
        VerbAction.Set(command, async (parsed, cancellation) =>
        {
            await Console.Out.WriteLineAsync(await run(settings.Read(parsed), Path.GetFullPath(parsed.GetValue(Backup)!), cancellation));
            return 0;
        });
        return command;
    }

    private static string Shown(BackupSummary summary) => $"revision {summary.Revision}, {summary.Keys} keys, {summary.Bytes} bytes";
}

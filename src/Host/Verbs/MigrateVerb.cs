using System.CommandLine;
using Timonier.Host.Configuration;
using Timonier.Host.Datastores;

namespace Timonier.Host.Verbs;

internal static class MigrateVerb
{
    public static Command Create()
    {
        var command = new Command("migrate", "Move the cluster from the disk to etcd, or back; all servers must be stopped.");
        var to = new Option<string>("--to") { Description = "etcd or disk.", Required = true };
        command.Add(to);
        var settings = SettingOptions.AddTo(command, [Settings.DataDir, .. Settings.OfDatastore]);
        VerbAction.Set(command, async (parsed, cancellation) =>
        {
            var config = settings.Read(parsed);
            if (!config.Datastore.IsShared) throw new ConfigException($"give the members of the etcd with {Settings.DatastoreEndpoint.Flag}");
            var time = TimeProvider.System;
            await using var etcd = Datastore.ToolEtcd(config, time);
            await Console.Out.WriteLineAsync(await (parsed.GetValue(to) switch
            {
                "etcd" => Migration.ToEtcdAsync(config, etcd, time, cancellation),
                "disk" => Migration.ToDiskAsync(config, etcd, time, cancellation),
                var other => throw new ConfigException($"--to: '{other}' is neither etcd nor disk"),
            }));
            return 0;
        });
        return command;
    }
}

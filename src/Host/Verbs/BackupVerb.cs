using System.CommandLine;
using Timonier.Host.Configuration;
using Timonier.Store.Embedded;

namespace Timonier.Host.Verbs;

/// <summary>The whole store in one file. Certificates and keys (DATA-DIR/pki) are not in it: they are files, and copied as such.</summary>
internal static class BackupVerb
{
    private static readonly Argument<string> Backup = new("FILE") { Description = "The backup." };

    public static Command Create()
    {
        var backup = new Command("backup", "Copies of the whole store, in one file each.");
        backup.Add(CreateCreate());
        backup.Add(CreateVerify());
        backup.Add(CreateRestore());
        return backup;
    }

    private static Command CreateCreate() => Create(
        "create", "Write all objects as they are now into FILE; the server may run.", (folder, file) => $"{Shown(folder.CreateBackup(file))} in {file}");

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
        "restore", "Put FILE in the place of the store, which is kept beside it; the server must be stopped.",
        (folder, file) =>
        {
            var (restored, replaced) = folder.Restore(file);
            return $"{Shown(restored)} restored" + (replaced is null ? "" : $"; what was there is in {replaced}");
        });

    private static Command Create(string name, string description, Func<StoreFolder, string, string> run)
    {
        var command = new Command(name, description) { Backup };
        var settings = SettingOptions.AddTo(command, Settings.DataDir);
        VerbAction.Set(command, async (parsed, _) =>
        {
            var folder = new StoreFolder(settings.Read(parsed).StoreDirectory);
            await Console.Out.WriteLineAsync(run(folder, Path.GetFullPath(parsed.GetValue(Backup)!)));
            return 0;
        });
        return command;
    }

    private static string Shown(BackupSummary summary) => $"revision {summary.Revision}, {summary.Keys} keys, {summary.Bytes} bytes";
}

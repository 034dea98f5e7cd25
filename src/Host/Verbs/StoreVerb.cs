using System.CommandLine;
using Timonier.Contracts.Store;
using Timonier.Host.Configuration;
using Timonier.Store.Embedded;

namespace Timonier.Host.Verbs;

/// <summary>Looking into the embedded store without a server, or beside it.</summary>
internal static class StoreVerb
{
    private const int ShownPrefixes = 15;

    public static Command Create()
    {
        var store = new Command("store", "Check, show and mend the store on disk.");
        store.Add(Create("verify", "Read all files and check every checksum; the server may run.", VerifyAsync));
        store.Add(Create("stats", "Say what takes room, by kind; the server may run.", StatsAsync));
        store.Add(CreateDump());
        store.Add(MigrateVerb.Create());
        store.Add(Create("repair", "Keep every record that is sound, and start from those; the server must be stopped.", RepairAsync));
        return store;
    }

    private static async Task VerifyAsync(StoreFolder folder, TextWriter output)
    {
        var found = folder.Verify();
        await output.WriteLineAsync($"revision {found.Revision}, {found.Keys} keys: every checksum holds");
        if (found.UnfinishedBytes > 0)
            await output.WriteLineAsync($"{found.UnfinishedBytes} bytes at the end belong to a write that was not finished");
    }

    private static async Task StatsAsync(StoreFolder folder, TextWriter output)
    {
        var found = folder.Verify();
        await output.WriteLineAsync($"revision       {found.Revision}");
        await output.WriteLineAsync($"snapshot at    {found.SnapshotRevision}");
        await output.WriteLineAsync($"keys           {found.Keys}");
        await output.WriteLineAsync($"bytes of them  {found.LiveBytes}");
        await output.WriteLineAsync($"bytes on disk  {found.DiskBytes} in {found.Segments} segments and a snapshot");
        var kinds = folder.Entries().GroupBy(KindOf, StringComparer.Ordinal)
            .Select(kind => (kind.Key, Count: kind.Count(), Bytes: kind.Sum(entry => (long)entry.Value.Length)))
            .OrderByDescending(kind => kind.Bytes).Take(ShownPrefixes);
        foreach (var (kind, count, bytes) in kinds)
            await output.WriteLineAsync($"  {bytes,12} bytes {count,8} keys  {kind}");
    }

    private static async Task RepairAsync(StoreFolder folder, TextWriter output)
    {
        var made = folder.Repair();
        foreach (var file in made.DamagedFiles)
            await output.WriteLineAsync($"damaged: {file}");
        await output.WriteLineAsync($"kept {made.Keys} keys, now at revision {made.Revision}" + (made.Kept is null ? "" : $"; the files from before are in {made.Kept}"));
    }

    private static Command CreateDump()
    {
        var command = new Command("dump", "Print all objects as JSON lines; the server may run.");
        var prefix = new Option<string>("--prefix") { Description = "Only keys that begin so.", DefaultValueFactory = _ => "" };
        command.Add(prefix);
        var settings = SettingOptions.AddTo(command, Settings.DataDir);
        VerbAction.Set(command, async (parsed, cancellation) =>
        {
            await using var output = Console.OpenStandardOutput();
            foreach (var entry in new StoreFolder(settings.Read(parsed).StoreDirectory, TimeProvider.System).Entries(parsed.GetValue(prefix)!))
                await output.WriteAsync(EntryLine.Of(entry), cancellation);
            return 0;
        });
        return command;
    }

    private static Command Create(string name, string description, Func<StoreFolder, TextWriter, Task> run) =>
        VerbAction.Create(name, description, [Settings.DataDir], (config, _) => run(new StoreFolder(config.StoreDirectory, TimeProvider.System), Console.Out));

    // Keys are /registry/GROUP/PLURAL/...
    private static string KindOf(StoreEntry entry) => string.Join('/', entry.Key.Split('/').Take(4));
}

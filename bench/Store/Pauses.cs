using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Timonier.Store.Bench;

/// <summary>
/// What a compaction of everything does to the writes beside it: the longest of all that met one, beside the longest of
/// those in between. On a machine with other work, TMPDIR=/dev/shm and a raised priority leave out what is not the store.
/// </summary>
internal static class Pauses
{
    private const int Compactions = 8, KeyBytes = 4096, ValueBytes = 1024;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(400);

    public static async Task RunAsync(string folder)
    {
        Console.WriteLine("| Keys of 4 KiB, writers | Compactions, the longest | Writes in between: 99th percentile, longest, the garbage collector's part of that | Writes that met one: the same |");
        Console.WriteLine("| --- | --- | --- | --- |");
        foreach (var keys in (int[])[1_000, 10_000, 100_000])
        {
            await using var store = await EmbeddedContender.StartAsync(Path.Combine(folder, $"pauses{keys}"));
            await Load.FillAsync(store, "/g/", keys, KeyBytes);
            foreach (var writers in (int[])[1, 16])
            {
                await Load.RunAsync(store, writers, "/g/", keys, ValueBytes, TimeSpan.FromSeconds(1));
                Console.WriteLine(await MeasureAsync(store, writers, keys));
            }
        }
    }

    private static async Task<string> MeasureAsync(EmbeddedContender store, int writers, int keys)
    {
        using var enough = new CancellationTokenSource();
        var writing = Enumerable.Range(0, writers).Select(writer => WriteAsync(store, writer, writers, keys, enough.Token)).ToArray();
        var compactions = new List<Span>();
        for (var n = 0; n < Compactions; n++)
        {
            await Task.Delay(Between);
            var begun = Moment.Now;
            await store.CompactAsync();
            compactions.Add(new Span(begun, Moment.Now));
        }

        await Task.Delay(Between);
        await enough.CancelAsync();
        var writes = (await Task.WhenAll(writing)).SelectMany(spans => spans).ToLookup(write => compactions.Exists(write.Meets));
        return string.Create(CultureInfo.InvariantCulture, $"| {keys:N0}, {writers} | {Compactions}, {compactions.Max(one => one.Milliseconds):N0} ms | {Shown(writes[false])} | {Shown(writes[true])} |");
    }

    private static async Task<List<Span>> WriteAsync(EmbeddedContender store, int writer, int writers, int keys, CancellationToken enough)
    {
        var value = new byte[ValueBytes];
        var spans = new List<Span>();
        while (!enough.IsCancellationRequested)
        {
            var begun = Moment.Now;
            await store.PutAsync(Load.KeyOf("/g/", writer, writers, spans.Count, keys), value);
            spans.Add(new Span(begun, Moment.Now));
            // A pause shows where there is room for the writes; who wants more than the cores give waits anyway.
            await Task.Delay(1, CancellationToken.None);
        }

        return spans;
    }

    private static string Shown(IEnumerable<Span> writes)
    {
        var all = writes.OrderBy(write => write.Milliseconds).ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"{all.Length:N0}: {all[(int)(all.Length * 0.99)].Milliseconds:N1}, {all[^1].Milliseconds:N1}, {all[^1].Collecting:N1} ms");
    }

    /// <param name="Collecting">How long the garbage collector has held the process so far.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Moment(long Ticks, TimeSpan Collecting)
    {
        public static Moment Now => new(Stopwatch.GetTimestamp(), GC.GetTotalPauseDuration());
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Span(Moment Begun, Moment Ended)
    {
        public double Milliseconds => Stopwatch.GetElapsedTime(Begun.Ticks, Ended.Ticks).TotalMilliseconds;

        public double Collecting => (Ended.Collecting - Begun.Collecting).TotalMilliseconds;

        public bool Meets(Span other) => Begun.Ticks < other.Ended.Ticks && other.Begun.Ticks < Ended.Ticks;
    }
}

using System.Globalization;
using System.Runtime.CompilerServices;

namespace Timonier.Tests.Fuzzing;

/// <summary>
/// Properties that hold for random and broken inputs. Each runs for FUZZ_SECONDS (a blink by default); <c>scripts/fuzz</c>
/// runs all of them for longer. A failure names the FUZZ_SEED that repeats it at once. Classes of properties end in
/// "Fuzz", one for each parser, since the properties of one class take turns.
/// </summary>
public abstract class Fuzz(ITestOutputHelper output)
{
    // What reading may cost for each byte of input, and once.
    private const long BytesPerByte = 600;
    private const long BytesOnce = 4 * 1024 * 1024;

    // No input of a few kilobytes keeps a parser busy for so long, on any machine.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    protected void Run(Action<Random> property, [CallerMemberName] string name = "")
    {
        foreach (var seed in Seeds(name))
        {
            try
            {
                property(new Random(seed));
            }
            catch (Exception e)
            {
                throw Named(seed, e);
            }
        }
    }

    protected async Task RunAsync(Func<Random, Task> property, [CallerMemberName] string name = "")
    {
        foreach (var seed in Seeds(name))
        {
            try
            {
                await property(new Random(seed));
            }
            catch (Exception e)
            {
                throw Named(seed, e);
            }
        }
    }

    /// <summary>What was read, or null when the input was refused in words; neither may cost more than its length allows.</summary>
    protected static T? Attempt<T>(int length, Func<T> read)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var made = default(T);
        try
        {
            made = read();
        }
        catch (FormatException e)
        {
            e.Message.ShouldNotBeEmpty();
        }
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan((BytesPerByte * length) + BytesOnce);
        return made;
    }

    private static InvalidOperationException Named(int seed, Exception e) => new($"FUZZ_SEED={seed} repeats this: {e.Message}", e);

    private IEnumerable<int> Seeds(string name)
    {
        var only = Environment.GetEnvironmentVariable("FUZZ_SEED");
        var seconds = double.Parse(Environment.GetEnvironmentVariable("FUZZ_SECONDS") ?? "0.3", CultureInfo.InvariantCulture);
        var first = only is null ? (int)(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() & 0x3fff_ffff) : int.Parse(only, CultureInfo.InvariantCulture);
        var start = TimeProvider.System.GetTimestamp();
        var (seed, seen) = (first, -1);
        // What hangs cannot be stopped, so it ends the process and says how it can be repeated.
        using var watch = TimeProvider.System.CreateTimer(_ =>
        {
            var now = Volatile.Read(ref seed);
            if (now == seen) Environment.FailFast($"{GetType().Name}.{name} hangs; FUZZ_SEED={now} repeats it");
            seen = now;
        }, null, Patience, Patience);
        do
        {
            yield return seed;
            Volatile.Write(ref seed, seed + 1);
        }
        while (only is null && TimeProvider.System.GetElapsedTime(start).TotalSeconds < seconds);
        output.WriteLine($"{GetType().Name}.{name}: {seed - first} inputs from seed {first} on");
    }
}

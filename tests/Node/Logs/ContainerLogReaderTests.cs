using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Timonier.Node.Logs;

namespace Timonier.Node.Tests;

public sealed class ContainerLogReaderTests
{
    private const string Three = """
        2026-03-01T12:00:01.000000001Z stdout F one
        2026-03-01T12:00:02.000000000Z stderr F two
        2026-03-01T12:00:03.000000000Z stdout F three

        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("2026-03-01T12:00:00.123456789Z stdout F hi  there", true, "hi  there")]
    [InlineData("2026-03-01T12:00:00.123456789+02:00 stderr P:x part", true, "part")]
    [InlineData("2026-03-01T12:00:00Z stdout F", true, "")]
    [InlineData("2026-03-01T12:00:00Z stdin F x", false, "")]
    [InlineData("2026-03-01T12:00:00Z stdout Full x", false, "")]
    [InlineData("yesterday stdout F x", false, "")]
    [InlineData("", false, "")]
    public void Line_InCriFormat_IsTakenApart(string line, bool valid, string text)
    {
        CriLogLine.TryParse(Encoding.UTF8.GetBytes(line), out var parsed).ShouldBe(valid);
        Encoding.UTF8.GetString(parsed.Text).ShouldBe(text);
    }

    [Fact]
    public void Line_WithNanoseconds_KeepsTheTimeTo100()
    {
        CriLogLine.TryParse("2026-03-01T12:00:00.123456789+02:00 stdout F x"u8, out var parsed).ShouldBeTrue();
        parsed.Time.UtcDateTime.ToString("HH:mm:ss.fffffff", CultureInfo.InvariantCulture).ShouldBe("10:00:00.1234567");
    }

    [Fact]
    public async Task Log_OfThreeLines_IsReadAsAsked()
    {
        using var folder = new LogFolder();
        folder.Append(Three);
        (await folder.ReadAsync(new())).ShouldBe("one\ntwo\nthree\n");
        (await folder.ReadAsync(new() { TailLines = 2 })).ShouldBe("two\nthree\n");
        (await folder.ReadAsync(new() { TailLines = 0 })).ShouldBe("");
        (await folder.ReadAsync(new() { Stderr = false })).ShouldBe("one\nthree\n");
        (await folder.ReadAsync(new() { Stdout = false })).ShouldBe("two\n");
        (await folder.ReadAsync(new() { LimitBytes = 6 })).ShouldBe("one\ntw");
        (await folder.ReadAsync(new() { Since = new(2026, 3, 1, 12, 0, 2, TimeSpan.Zero) })).ShouldBe("two\nthree\n");
        (await folder.ReadAsync(new() { Timestamps = true, LimitBytes = 35 })).ShouldBe("2026-03-01T12:00:01.000000001Z one\n");
    }

    [Fact]
    public async Task Log_WithPiecesAndTornLines_JoinsAndSkips()
    {
        using var folder = new LogFolder();
        folder.Append("2026-03-01T12:00:01Z stdout P a\n2026-03-01T12:00:02Z stdout P b\n2026-03-01T12:00:03Z stdout F c\ntorn\n2026-03-01T12:00:04Z stdout F d");
        (await folder.ReadAsync(new() { Timestamps = true })).ShouldBe("2026-03-01T12:00:01Z abc\n2026-03-01T12:00:04Z d\n");
    }

    [Fact]
    public async Task Log_WithEndlessLine_SkipsItAlone()
    {
        using var folder = new LogFolder();
        folder.Append(new string('x', 3 * 1024 * 1024) + "\n" + Three);
        (await folder.ReadAsync(new())).ShouldBe("one\ntwo\nthree\n");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Tail_OfAnyLog_EqualsTheLastLines(int seed)
    {
        var random = new Random(seed);
        var lines = Enumerable.Range(0, 400).Select(i => $"{i}:" + new string('y', random.Next(600))).ToArray();
        using var folder = new LogFolder();
        folder.Append(string.Concat(lines.Select(l => $"2026-03-01T12:00:01Z stdout F {l}\n")));
        foreach (var count in (int[])[1, 2, random.Next(400), 399, 400, 401])
            (await folder.ReadAsync(new() { TailLines = count })).ShouldBe(string.Concat(lines.TakeLast(count).Select(l => l + "\n")), $"seed {seed}, count {count}");
    }

    [Fact]
    public async Task Follow_AcrossRotation_SeesEveryLineOnceUntilTheContainerEnds()
    {
        using var folder = new LogFolder();
        folder.Append("2026-03-01T12:00:01Z stdout F one\n");
        var running = true;
        var pipe = new Pipe();
        using var seen = new StreamReader(pipe.Reader.AsStream());
        var reading = new ContainerLogReader(TimeProvider.System).ReadAsync(folder.Log, new() { Follow = true }, () => Volatile.Read(ref running), pipe.Writer.AsStream(), Cancellation);
        (await seen.ReadLineAsync(Cancellation)).ShouldBe("one");

        folder.Append("2026-03-01T12:00:02Z stdout F two\n");
        (await seen.ReadLineAsync(Cancellation)).ShouldBe("two");

        folder.Append("2026-03-01T12:00:03Z stdout F three\n");
        File.Move(folder.Log, folder.Log + ".20260301-120003");
        folder.Append("2026-03-01T12:00:04Z stdout F four\n");
        (await seen.ReadLineAsync(Cancellation)).ShouldBe("three");
        (await seen.ReadLineAsync(Cancellation)).ShouldBe("four");

        folder.Append("2026-03-01T12:00:05Z stdout F five\n");
        Volatile.Write(ref running, false);
        await reading;
        await pipe.Writer.CompleteAsync();
        (await seen.ReadToEndAsync(Cancellation)).ShouldBe("five\n");
    }
}

using System.Buffers;

namespace Timonier.Node.Logs;

/// <summary>Turns CRI's lines into what the reader of a log wants to see: chosen, joined, stamped and limited.</summary>
internal sealed class LogOutput(LogQuery query)
{
    private readonly ArrayBufferWriter<byte> pending = new();
    private long left = query.LimitBytes ?? long.MaxValue;
    private bool insideLine;

    /// <summary>The limit is reached: nothing more will be accepted.</summary>
    public bool IsFull => left <= 0;

    public ReadOnlyMemory<byte> Pending => pending.WrittenMemory;

    public void Sent() => pending.ResetWrittenCount();

    public void Add(ReadOnlySpan<byte> raw)
    {
        // What is not in the format, such as a line torn by a crash, is nobody's output.
        if (!CriLogLine.TryParse(raw, out var line)) return;
        if (line.IsStderr ? !query.Stderr : !query.Stdout) return;
        if (query.Since is { } since && line.Time < since) return;
        if (query.Timestamps && !insideLine)
        {
            Append(line.Timestamp);
            Append(" "u8);
        }
        Append(line.Text);
        if (!line.IsPartial) Append("\n"u8);
        insideLine = line.IsPartial;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        var taken = (int)Math.Min(bytes.Length, left);
        pending.Write(bytes[..taken]);
        left -= taken;
    }
}

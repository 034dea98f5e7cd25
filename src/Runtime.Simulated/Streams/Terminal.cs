using System.Text;
using Timonier.Runtime.Simulated.Commands;

namespace Timonier.Runtime.Simulated.Streams;

/// <summary>A shell that reads its commands line by line; on a terminal it prompts and shows what is typed.</summary>
internal sealed class Terminal(Shell shell, Stream input, Stream output, Stream errors, bool isTty)
{
    private const byte Backspace = 0x7f, EndOfInput = 4, Interrupt = 3;
    private readonly byte[] chunk = new byte[512];
    private int position, length;

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        // A terminal is left at the start of a line by both characters.
        var target = isTty ? new LineEnds(output) : output;
        var code = 0;
        while (true)
        {
            if (isTty) await Shell.WriteAsync(output, "/ # ", cancellation);
            if (await LineAsync(cancellation) is not { } line) return code;
            if (shell.Read(line) is not { } steps)
            {
                await Shell.WriteAsync(target, "sh: this shell is simulated and knows single commands only\n", cancellation);
                code = 2;
                continue;
            }
            (code, var ended) = await shell.RunAsync(steps, target, isTty ? target : errors, cancellation);
            if (ended) return code;
        }
    }

    /// <summary>Null at the end of the input.</summary>
    private async Task<string?> LineAsync(CancellationToken cancellation)
    {
        var line = new List<byte>();
        while (true)
        {
            if (position == length)
            {
                length = await input.ReadAsync(chunk, cancellation);
                position = 0;
                if (length == 0) return line.Count > 0 ? Encoding.UTF8.GetString([.. line]) : null;
            }
            var next = chunk[position++];
            if (next is (byte)'\r' or (byte)'\n')
            {
                if (isTty) await Shell.WriteAsync(output, "\r\n", cancellation);
                return Encoding.UTF8.GetString([.. line]);
            }
            if (isTty && next == EndOfInput && line.Count == 0) return null;
            if (isTty && next == Interrupt)
            {
                await Shell.WriteAsync(output, "^C\r\n", cancellation);
                return "";
            }
            if (isTty && next == Backspace)
            {
                if (line.Count == 0) continue;
                line.RemoveAt(line.Count - 1);
                await Shell.WriteAsync(output, "\b \b", cancellation);
                continue;
            }
            line.Add(next);
            if (isTty) await output.WriteAsync(new[] { next }, cancellation);
        }
    }
}

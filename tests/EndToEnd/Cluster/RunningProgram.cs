using System.Diagnostics;
using System.Threading.Channels;

namespace Timonier.EndToEnd.Tests.Cluster;

/// <summary>A program that runs beside the test (a watch, a forwarded port); its lines are read as they come.</summary>
public sealed class RunningProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process process;
    private readonly Channel<string> lines = Channel.CreateUnbounded<string>();

    private RunningProgram(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, said) => Take(said.Data);
        process.ErrorDataReceived += (_, said) => Take(said.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public static RunningProgram Start(IReadOnlyList<string> commandLine, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(commandLine[0], commandLine.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new RunningProgram(Process.Start(start)!);
    }

    public StreamWriter Input => process.StandardInput;

    /// <summary>The next line of output or complaint that has the words in it; those before are passed over.</summary>
    public async Task<string> LineAsync(string containing = "")
    {
        var passed = new List<string>();
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            while (true)
            {
                var line = await lines.Reader.ReadAsync(limit.Token);
                if (line.Contains(containing, StringComparison.Ordinal)) return line;
                passed.Add(line);
            }
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException($"No line with '{containing}' came; these did:\n{string.Join('\n', passed)}", late);
        }
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is not null) lines.Writer.TryWrite(line);
    }
}

using System.Text;
using Timonier.Contracts.Runtime;

namespace Timonier.Runtime.Simulated.Commands;

/// <summary>Runs scripts in a container that is not there, and writes what they would.</summary>
/// <param name="container">Where it runs.</param>
/// <param name="readFile">What a file below a mount holds.</param>
/// <param name="time">The clock by which it sleeps.</param>
internal sealed class Shell(ContainerView container, Func<ContainerMount, string, CancellationToken, Task<ReadOnlyMemory<byte>?>> readFile, TimeProvider time)
{
    private const int NoSuchFile = 1;

    /// <summary>The code of the last command, and whether it ended the shell.</summary>
    public async Task<(int Code, bool Ended)> RunAsync(IReadOnlyList<CommandStep> steps, Stream output, Stream errors, CancellationToken cancellation)
    {
        var code = 0;
        foreach (var step in steps)
        {
            if (!step.IsReached(code)) continue;
            if (step.Words[0].Split('/')[^1] == "cat")
            {
                code = await CatAsync(step.Words.Skip(1), output, errors, cancellation);
                continue;
            }
            var result = Command.Run(step.Words, container, time.GetUtcNow()) ?? Command.NotFound(step.Words[0]);
            await WriteAsync(output, result.Output, cancellation);
            await WriteAsync(errors, result.Errors, cancellation);
            if (result.Takes != TimeSpan.Zero) await Task.Delay(result.Takes, time, cancellation);
            code = result.Code;
            if (result.EndsShell) return (code, true);
        }
        return (code, false);
    }

    public IReadOnlyList<CommandStep>? Read(string line) => Script.OfText(line, container.Variable);

    public Task<(int Code, bool Ended)> RunAsync(IReadOnlyList<string> words, Stream output, Stream errors, CancellationToken cancellation) =>
        RunAsync(Script.Of(words, container.Variable) ?? [new CommandStep(";", [string.Join(' ', words)])], output, errors, cancellation);

    public static async Task WriteAsync(Stream target, string text, CancellationToken cancellation)
    {
        if (text.Length > 0) await target.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation);
    }

    private async Task<int> CatAsync(IEnumerable<string> paths, Stream output, Stream errors, CancellationToken cancellation)
    {
        var code = 0;
        foreach (var path in paths)
        {
            if (await FileAsync(path, cancellation) is { } content) await output.WriteAsync(content, cancellation);
            else
            {
                await WriteAsync(errors, $"cat: can't open '{path}': No such file or directory\n", cancellation);
                code = NoSuchFile;
            }
        }
        return code;
    }

    private async Task<ReadOnlyMemory<byte>?> FileAsync(string path, CancellationToken cancellation)
    {
        if (container.MountOf(path) is { } place && await readFile(place.Mount, place.Inside, cancellation) is { } content) return content;
        return container.OwnFile(path) is { } own ? Encoding.UTF8.GetBytes(own) : (ReadOnlyMemory<byte>?)null;
    }
}

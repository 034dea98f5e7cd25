using System.Text;
using Timonier.Node.Logs;

namespace Timonier.Node.Tests;

/// <summary>A directory with one container's log, removed afterwards.</summary>
public sealed class LogFolder : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("timonier-logs-");

    public string Log => Path.Combine(directory.FullName, "0.log");
    public string[] Files => [.. directory.GetFiles().Select(f => f.Name).Order(StringComparer.Ordinal)];

    public void Append(string text) => File.AppendAllText(Log, text);

    public async Task<string> ReadAsync(LogQuery query)
    {
        using var output = new MemoryStream();
        await new ContainerLogReader(TimeProvider.System).ReadAsync(Log, query, () => false, output, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    public void Dispose() => directory.Delete(recursive: true);
}

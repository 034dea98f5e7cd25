using Microsoft.Extensions.Logging;

namespace Timonier.Runtime.Cri;

public sealed partial class CriRuntime
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Container runtime {Name} {Version} answers")]
    private partial void LogReady(string name, string version);

    [LoggerMessage(Level = LogLevel.Information, Message = "Imported {Count} image(s) from {Path}")]
    private partial void LogImported(int count, string path);
}

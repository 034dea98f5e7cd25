using Microsoft.Extensions.Logging;

namespace Timonier.Node.Streams;

public sealed partial class KubeletApi
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Request {Path} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string path);
}

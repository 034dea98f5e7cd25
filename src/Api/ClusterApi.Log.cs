using Microsoft.Extensions.Logging;

namespace Timonier.Api;

public sealed partial class ClusterApi
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private partial void LogFailure(string method, string path, Exception exception);
}

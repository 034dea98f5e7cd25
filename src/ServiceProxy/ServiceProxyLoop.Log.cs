using Microsoft.Extensions.Logging;

namespace Timonier.ServiceProxy;

public sealed partial class ServiceProxyLoop
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Applied {Ports} service ports in {Milliseconds:F1} ms")]
    private partial void LogApplied(int ports, double milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Service rules could not be applied; trying again in {Delay}")]
    private partial void LogFailed(Exception cause, TimeSpan delay);
}

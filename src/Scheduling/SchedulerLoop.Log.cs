using Microsoft.Extensions.Logging;

namespace Timonier.Scheduling;

public sealed partial class SchedulerLoop
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Scheduling of {Namespace}/{Pod} broke")]
    private static partial void LogBindBroke(ILogger logger, Exception exception, string @namespace, string pod);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Binding of {Namespace}/{Pod} to {Node} refused with {Code}: {Why}")]
    private static partial void LogBindRefused(ILogger logger, string @namespace, string pod, string node, int code, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Status of {Namespace}/{Pod} refused with {Code}: {Why}")]
    private static partial void LogMarkRefused(ILogger logger, string @namespace, string pod, int code, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Eviction of {Namespace}/{Pod} refused with {Code}: {Why}")]
    private static partial void LogEvictRefused(ILogger logger, string @namespace, string pod, int code, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Extender {Extender} failed; the decision is made without it: {Why}")]
    private static partial void LogExtenderIgnored(ILogger logger, string extender, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No decision about {Namespace}/{Pod}: {Why}")]
    private static partial void LogExtenderFailed(ILogger logger, string @namespace, string pod, string why);
}

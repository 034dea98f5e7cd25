using Microsoft.Extensions.Logging;
using Timonier.Kernel;

namespace Timonier.Client.Informers;

internal sealed partial class Informer
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Handler of {Resource} failed on {Namespace}/{Name}")]
    private static partial void LogHandlerFailed(ILogger logger, Exception exception, ResourceName resource, string @namespace, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Watch of {Resource} broke; it is started again")]
    private static partial void LogWatchBroke(ILogger logger, Exception exception, ResourceName resource);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Watch of {Resource} refused with {Code}: {Reason}")]
    private static partial void LogWatchRefused(ILogger logger, ResourceName resource, int code, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "List of {Resource} refused with {Code}: {Reason}")]
    private static partial void LogListRefused(ILogger logger, ResourceName resource, int code, string reason);
}

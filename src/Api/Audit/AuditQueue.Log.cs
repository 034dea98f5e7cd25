using Microsoft.Extensions.Logging;

namespace Timonier.Api.Audit;

internal sealed partial class AuditQueue
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} audit events could not be told to the {Output} and are lost")]
    private partial void LogLost(int count, string output, Exception exception);
}

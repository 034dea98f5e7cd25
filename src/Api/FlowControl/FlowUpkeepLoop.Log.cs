using Microsoft.Extensions.Logging;

namespace Timonier.Api.FlowControl;

internal sealed partial class FlowUpkeepLoop
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The configuration of priority and fairness could not be kept up; it is tried again: {Cause}")]
    private partial void LogUndone(string cause);
}

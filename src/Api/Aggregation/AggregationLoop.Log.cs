using Microsoft.Extensions.Logging;

namespace Timonier.Api.Aggregation;

internal sealed partial class AggregationLoop
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The APIServices of this server could not be kept: {Cause}")]
    private partial void LogUnkept(string cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "APIServices could not be followed; they are looked at again")]
    private partial void LogFailure(Exception exception);
}

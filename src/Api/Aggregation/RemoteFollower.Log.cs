using Microsoft.Extensions.Logging;

namespace Timonier.Api.Aggregation;

internal sealed partial class RemoteFollower
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Whether APIService {Name} is available could not be written: {Cause}")]
    private partial void LogUnsaid(string name, string cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "APIService {Name} could not be followed; it is looked at again")]
    private partial void LogFailure(string name, Exception exception);
}

using Microsoft.Extensions.Logging;

namespace Timonier.Api.CustomResources;

internal sealed partial class CustomResourceLoop
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The status of a CustomResourceDefinition could not be written: {Cause}")]
    private partial void LogUnsaid(string cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "CustomResourceDefinitions could not be followed; they are looked at again")]
    private partial void LogFailure(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The objects of {Definition} could not be deleted: {Cause}")]
    private partial void LogUncleared(string definition, string cause);
}

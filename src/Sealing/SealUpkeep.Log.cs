using Microsoft.Extensions.Logging;

namespace Timonier.Sealing;

public sealed partial class SealUpkeep
{
    [LoggerMessage(1, LogLevel.Information, "{Rewritten} objects were encrypted anew; {Dropped} keys were given up")]
    private partial void LogDone(int rewritten, int dropped);

    [LoggerMessage(2, LogLevel.Error, "{Count} encrypted objects open with no key of {File}: put back the keys that were there, or delete the objects with ignoreStoreReadErrorWithClusterBreakingPotential")]
    private partial void LogUnreadable(int count, string file);

    [LoggerMessage(3, LogLevel.Error, "Encryption at rest could not be brought up to date; it is tried again")]
    private partial void LogFailed(Exception cause);
}

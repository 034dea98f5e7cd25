using Microsoft.Extensions.Logging;

namespace Timonier.Store.Etcd;

public sealed partial class EtcdStore
{
    [LoggerMessage(1, LogLevel.Information, "Store in {Member} is open at revision {Revision} with {Keys} keys; history starts behind {Compacted}")]
    private partial void LogOpened(string member, long revision, int keys, long compacted);

    [LoggerMessage(2, LogLevel.Warning, "The watch at {Member} ended at revision {Revision} and is opened again: {Reason}")]
    private partial void LogWatchLost(string member, long revision, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Revision {Revision} can no longer be watched from, etcd is compacted to {Compacted}; all is read anew and watchers start again")]
    private partial void LogFellBehind(long revision, long compacted);

    [LoggerMessage(4, LogLevel.Warning, "Another program wrote several keys at revision {Revision}; watchers start again")]
    private partial void LogRestarted(long revision);

    [LoggerMessage(5, LogLevel.Warning, "The watch of etcd stands at revision {Revision}, behind {Newest}; another member is tried")]
    private partial void LogStalled(long revision, long newest);

    [LoggerMessage(6, LogLevel.Error, "The value of {Key} at revision {Revision} was not written by a timonier server and is left out")]
    private partial void LogForeign(string key, long revision);

    [LoggerMessage(7, LogLevel.Information, "Compacted etcd to revision {Revision}")]
    private partial void LogCompacted(long revision);

    [LoggerMessage(8, LogLevel.Warning, "A compaction of etcd to revision {Revision} did not complete: {Reason}")]
    private partial void LogCompactionFailed(long revision, string reason);
}

using System.Net;
using Microsoft.Extensions.Logging;

namespace Timonier.Network.Linux;

public sealed partial class LinuxNodeNetwork
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Pod network {Range} is up with MTU {Mtu}; {Pods} pods were attached before")]
    private partial void LogStarted(IPNetwork range, int mtu, int pods);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The nftables table timonier was changed by someone else and has been restored")]
    private partial void LogRestored();

    [LoggerMessage(Level = LogLevel.Error, Message = "The nftables table timonier could not be restored; trying again")]
    private partial void LogRestoreFailed(Exception cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "Packet-filter changes can no longer be watched; a flushed table comes back with the next change of a service only")]
    private partial void LogWatchEnded(Exception cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "nft refused a change of the table, so the whole table is loaded: {Reason}")]
    private partial void LogDifferenceRefused(string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Attached sandbox {Sandbox} with {Address} in {Milliseconds:F1} ms")]
    private partial void LogAttached(string sandbox, IPAddress address, double milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sandbox {Sandbox}: {Command} failed")]
    private partial void LogCniFailed(Exception cause, string sandbox, string command);
}

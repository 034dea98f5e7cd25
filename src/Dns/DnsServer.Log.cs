using System.Net;
using Microsoft.Extensions.Logging;

namespace Timonier.Dns;

public sealed partial class DnsServer
{
    [LoggerMessage(Level = LogLevel.Information, Message = "DNS answers on {Endpoint}")]
    private partial void LogListening(IPEndPoint endpoint);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A DNS exchange broke off")]
    private partial void LogBroken(Exception cause);
}

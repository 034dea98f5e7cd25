using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Timonier.Host.Running;

/// <summary>Logs to standard error, one line a message, which service managers and people can read alike.</summary>
internal static class Logging
{
    public static ILoggerFactory Create(LogLevel level)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging
            .SetMinimumLevel(level)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
                console.ColorBehavior = LoggerColorBehavior.Disabled;
            }));
        services.Configure<ConsoleLoggerOptions>(options =>
        {
            options.LogToStandardErrorThreshold = LogLevel.Trace;
            // Whoever reads our log may stop reading; requests must not stop with it. What was lost is counted in the log.
            options.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        });
        return services.BuildServiceProvider().GetRequiredService<ILoggerFactory>();
    }
}

using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Client.Events;

/// <summary>Writes core/v1 Events in the background, one at a time, in the order they were recorded.</summary>
public sealed partial class EventRecorder(IClusterClient client, EventSource source, TimeProvider time, ILogger<EventRecorder> logger) : IEventRecorder
{
    private const int Waiting = 1000;
    private const int NamesTried = 20;
    private readonly EventCorrelator correlator = new(time);
    private readonly Channel<(ObjectReference About, string Type, string Reason, string Message, DateTimeOffset At)> queue =
        Channel.CreateBounded<(ObjectReference, string, string, string, DateTimeOffset)>(new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private long lastNanos;

    public void Record(ObjectReference about, string type, string reason, string message) =>
        queue.Writer.TryWrite((about, type, reason, message, time.GetUtcNow()));

    /// <summary>Writes what was recorded until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                var (about, type, reason, message, at) = await queue.Reader.ReadAsync(cancellation);
                if (correlator.Admit(about, type, reason, message) is not { } told) continue;
                var failure = await WriteAsync(about, type, reason, told, at, cancellation);
                // An event is worth one try: by the next one the story has moved on.
                if (failure is not null) LogNotWritten(logger, reason, about.Kind, about.Namespace, about.Name, failure.Code, failure.Message);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to end.
        }
    }

    private async Task<Status?> WriteAsync(ObjectReference about, string type, string reason, EventCorrelator.Told told, DateTimeOffset at, CancellationToken cancellation)
    {
        var @namespace = about.Namespace.Length > 0 ? about.Namespace : "default";
        if (told.Name.Length > 0)
        {
            var patch = new DraftObject { ["count"] = told.Count, ["lastTimestamp"] = at, ["message"] = told.Message };
            var patched = await client.PatchAsync(CoreResources.Events, @namespace, told.Name, PatchBody.Strategic(patch), cancellation: cancellation);
            // The old one may have reached the end of its life; then the story starts anew.
            if (patched.IsSuccess || !patched.Failure.IsNotFound) return patched.Failure;
            told.Count = 1;
        }
        // Another component may have told something of the same object at the same instant, as happens in virtual time.
        for (var attempt = 1; ; attempt++)
        {
            var name = $"{about.Name}.{Nanos(at).ToString("x", CultureInfo.InvariantCulture)}";
            var created = await client.CreateAsync(CoreResources.Events, @namespace, Body(about, type, reason, told, at, @namespace, name), cancellation: cancellation);
            told.Name = created.IsSuccess ? name : "";
            if (created.Failure is not { IsAlreadyExists: true } || attempt == NamesTried) return created.Failure;
        }
    }

    private DraftObject Body(ObjectReference about, string type, string reason, EventCorrelator.Told told, DateTimeOffset at, string @namespace, string name)
    {
        var from = new DraftObject { ["component"] = source.Component };
        if (source.Host.Length > 0) from["host"] = source.Host;
        return new DraftObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Event",
            ["metadata"] = new DraftObject { ["name"] = name, ["namespace"] = @namespace },
            ["involvedObject"] = about.ToDraft(),
            ["reason"] = reason,
            ["message"] = told.Message,
            ["source"] = from,
            ["firstTimestamp"] = told.Count > 1 ? told.First : at,
            ["lastTimestamp"] = at,
            ["count"] = told.Count,
            ["type"] = type,
            ["eventTime"] = Draft.Null,
            ["reportingComponent"] = source.Component,
            ["reportingInstance"] = source.Host,
        };
    }

    /// <summary>Nanoseconds since 1970, never the same twice: two events of one instant need two names.</summary>
    private long Nanos(DateTimeOffset at)
    {
        var nanos = (at - DateTimeOffset.UnixEpoch).Ticks * 100;
        lastNanos = nanos > lastNanos ? nanos : lastNanos + 1;
        return lastNanos;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Event {Reason} about {Kind} {Namespace}/{Name} not written: {Code} {Why}")]
    private static partial void LogNotWritten(ILogger logger, string reason, string kind, string @namespace, string name, int code, string why);
}

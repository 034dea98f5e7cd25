using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Timonier.Client.Events;
using Timonier.Client.Informers;
using Timonier.Contracts.Cluster;
using Timonier.Kernel;
using Timonier.Scheduling.Configuration;
using Timonier.Scheduling.Decisions;
using Timonier.Scheduling.Extenders;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Metrics;
using Timonier.Scheduling.Queue;

namespace Timonier.Scheduling;

/// <summary>
/// The scheduler: one turn at a time owns queue and table; 1 take in changes, 2 decide for the next pod, 3 assume
/// it placed, 4 bind in the background, 5 sleep until a change or a back-off ends.
/// </summary>
public sealed partial class SchedulerLoop
{
    private readonly IClusterClient client;
    private readonly TimeProvider time;
    private readonly IIdSource ids;
    private readonly ILoggerFactory loggers;
    private readonly ILogger logger;
    private readonly ClusterView cluster;
    private readonly SchedulingQueue queue;
    private readonly Dictionary<string, Profile> profiles;
    private readonly Dictionary<string, EventRecorder> events;
    private readonly ConcurrentDictionary<string, DecisionRecord> decisions = new(StringComparer.Ordinal);
    private readonly Channel<Action> changes = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<ResourceName, IInformer> informers = [];
    private readonly IReadOnlyList<Extender> extenders;
    private readonly SchedulerMetrics metrics = new();
    private IInformerSource? source;
    private IReadOnlyList<(string Queue, int Pods)> pending = [("active", 0), ("backoff", 0), ("unschedulable", 0), ("gated", 0)];
    private int start;

    /// <exception cref="FormatException">The plugins of a profile do not go together.</exception>
    public SchedulerLoop(IClusterClientFactory clients, TimeProvider time, IIdSource ids, ILoggerFactory loggers, SchedulerConfig? config = null, Func<ExtenderConfig, HttpMessageInvoker>? http = null)
    {
        config ??= new SchedulerConfig();
        client = clients.For(new UserInfo("system:kube-scheduler", ["system:authenticated"]));
        this.time = time;
        this.ids = ids;
        this.loggers = loggers;
        logger = loggers.CreateLogger<SchedulerLoop>();
        cluster = new ClusterView(resource => informers.TryGetValue(resource, out var informer) ? informer.Snapshot : ObjectSnapshot.Empty, time);
        queue = new SchedulingQueue(cluster, time, config.PodInitialBackoff, config.PodMaxBackoff);
        extenders = config.Extenders.Count == 0 ? [] : [.. config.Extenders.Select(e => new Extender(e, (http ?? ExtenderTransport.To)(e), time))];
        profiles = config.Profiles.Select(p => ProfileBuilder.Build(p, config)).ToDictionary(p => p.SchedulerName, StringComparer.Ordinal);
        events = profiles.Keys.ToDictionary(name => name, name => new EventRecorder(client, new EventSource(name), time, loggers.CreateLogger<EventRecorder>()), StringComparer.Ordinal);
    }

    /// <summary>The last decision about every pod that waits, by uid.</summary>
    public IReadOnlyDictionary<string, DecisionRecord> Decisions => decisions;

    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var all = new InformerSource(client, time, ids, loggers);
        source = all;
        using var hears = Follow(all);
        var recording = Task.WhenAll(events.Values.Select(e => e.RunAsync(cancellation)));
        try
        {
            foreach (var informer in informers.Values) await informer.SyncedAsync(cancellation);
            while (!cancellation.IsCancellationRequested)
            {
                while (changes.Reader.TryRead(out var change)) change();
                if (queue.Take() is not { } pod) await WaitAsync(cancellation);
                else if (extenders.Any(e => e.IsAbout(pod.Request))) await DecideWithOthersAsync(pod, cancellation);
                else Decide(pod, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to end.
        }
        await recording;
    }

    /// <summary>As Prometheus text; the lengths of the queue are those of a moment ago.</summary>
    public string Metrics()
    {
        changes.Writer.TryWrite(() => pending = [("active", queue.ActiveCount), ("backoff", queue.BackoffCount), ("unschedulable", queue.AsleepCount), ("gated", queue.GatedCount)]);
        return metrics.Text(pending);
    }

    private async Task WaitAsync(CancellationToken cancellation)
    {
        var wake = queue.NextWake();
        if (wake is null)
        {
            await changes.Reader.WaitToReadAsync(cancellation);
            return;
        }
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var changed = ReadableAsync(either.Token);
        var woken = PassedAsync(wake.Value, either.Token);
        await Task.WhenAny(changed, woken);
        either.Cancel();
    }

    // A delay that is cancelled tells those who wait for any of several on the thread pool; one who awaits it here.
    private async Task PassedAsync(TimeSpan span, CancellationToken cancellation) => await Task.Delay(span, time, cancellation);

    // Not AsTask, which would take the wait to the thread pool.
    private async Task<bool> ReadableAsync(CancellationToken cancellation) => await changes.Reader.WaitToReadAsync(cancellation);
}

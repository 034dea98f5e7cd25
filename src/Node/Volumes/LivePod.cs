using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Timonier.Node.Pods;

namespace Timonier.Node.Volumes;

/// <summary>
/// Follows what the volumes of one pod are made from, for as long as the pod is on this node. Woken by changes of the
/// referenced objects, by the pod's own labels and annotations, and when a token comes of age; never by a clock alone.
/// </summary>
internal sealed partial class LivePod : IDisposable
{
    private readonly Channel<bool> woken = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly ITimer timer;
    private readonly TimeProvider time;
    private readonly List<IDisposable> following = [];
    private readonly CancellationTokenSource ending;
    private int failures;

    /// <param name="pod">Whose volumes they are.</param>
    /// <param name="unmade">Called when something changed while volumes have not been made yet: someone waits for them.</param>
    /// <param name="time">The clock of tokens and retries.</param>
    /// <param name="cancellation">Ends the following.</param>
    public LivePod(PodDefinition pod, Action unmade, TimeProvider time, CancellationToken cancellation)
    {
        Pod = pod;
        Unmade = unmade;
        this.time = time;
        timer = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    }

    public PodDefinition Pod { get; private set; }
    public Action Unmade { get; }

    public void Watch(ObjectWatches watches)
    {
        foreach (var name in References.Of(Pod)) following.Add(watches.Follow(name, Look));
    }

    public void Update(PodDefinition next)
    {
        var old = Pod;
        Pod = next;
        if (References.TellsOtherwise(old.Document, next.Document)) Look();
    }

    /// <summary>Several calls before it looks count as one.</summary>
    public void Look() => woken.Writer.TryWrite(true);

    /// <summary>Looks again at that moment; null: only when something changes.</summary>
    public void LookAt(DateTimeOffset? moment) => LookIn(moment - time.GetUtcNow());

    /// <summary>Calls back for every change until disposed; a callback that fails is tried again, ever more rarely.</summary>
    public async Task RunAsync(Func<LivePod, CancellationToken, Task> refresh, Action<LivePod, VolumeException> failed, ILogger logger)
    {
        var cancellation = ending.Token;
        try
        {
            while (true)
            {
                await woken.Reader.ReadAsync(cancellation);
                try
                {
                    await refresh(this, cancellation);
                    failures = 0;
                }
                catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
                {
                    if (e is VolumeException known) failed(this, known);
                    else LogRefresh(logger, Pod.LongName, e);
                    LookIn(VolumeRetry.After(failures++));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The pod or the agent ends.
        }
    }

    public void Dispose()
    {
        foreach (var one in following) one.Dispose();
        timer.Dispose();
        ending.Cancel();
        ending.Dispose();
    }

    private void LookIn(TimeSpan? delay) =>
        timer.Change(delay is { } span ? span > TimeSpan.Zero ? span : TimeSpan.Zero : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    [LoggerMessage(Level = LogLevel.Error, Message = "The volumes of pod {Pod} could not be refreshed; it is tried again")]
    private static partial void LogRefresh(ILogger logger, string pod, Exception error);
}

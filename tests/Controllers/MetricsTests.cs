using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Tests.Live;
using static Timonier.Controllers.Tests.Jobs;

namespace Timonier.Controllers.Tests;

/// <summary>What loops tell of themselves, under the names that upstream's dashboards ask for.</summary>
public sealed class MetricsTests : IDisposable
{
    // Meters belong to the process; what is recorded on behalf of this test runs in its context.
    private static readonly AsyncLocal<MetricsTests?> Context = new();
    private readonly ConcurrentQueue<string> heard = new();
    private readonly MeterListener listener = new();

    public MetricsTests()
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name.StartsWith("Timonier.Controllers", StringComparison.Ordinal)) listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Hear(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Hear(instrument, null, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Hear(instrument, value, tags));
        listener.Start();
    }

    public void Dispose() => listener.Dispose();

    [Fact]
    public async Task Job_RunToItsEnd_IsCountedWithItsSteps()
    {
        Context.Value = this;
        await using var cluster = await LiveCluster.StartAsync();
        await using var loop = Run(cluster);
        Workloads.Kubelet(cluster).Exits = _ => 0;
        await cluster.PutAsync(CoreResources.Jobs, New());
        await cluster.UntilAsync(CoreResources.Jobs, "work", j => j.Status["completionTime"u8].Exists);
        await cluster.UntilAsync(() => heard.Contains("job_controller_jobs_finished_total 1 completion_mode=NonIndexed result=succeeded reason=CompletionsReached"));
        heard.ShouldContain("job_controller_job_syncs_total 1 completion_mode=NonIndexed result=success action=pods_created");
        heard.ShouldContain("job_controller_job_sync_duration_seconds completion_mode=NonIndexed result=success action=pods_created");
        heard.ShouldContain("workqueue_work_duration_seconds name=job-controller");
        listener.RecordObservableInstruments();
        heard.ShouldContain(line => line.StartsWith("workqueue_depth", StringComparison.Ordinal) && line.EndsWith("name=job-controller", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Key_ThatIsRefused_IsCountedAsTriedAgain()
    {
        Context.Value = this;
        await using var cluster = await LiveCluster.StartAsync();
        var refused = 0;
        cluster.Before = call => Task.FromResult(call.Verb == "create" && call.Resource == CoreResources.Pods && Interlocked.Increment(ref refused) == 1 ? Status.InternalError("not yet") : null);
        await using var loop = Run(cluster);
        await cluster.PutAsync(CoreResources.Jobs, New());
        await cluster.UntilAsync(CoreResources.Pods, all => all.Count == 1);
        heard.ShouldContain("workqueue_retries_total 1 name=job-controller");
        heard.ShouldContain(line => line.StartsWith("job_controller_job_syncs_total 1 completion_mode=NonIndexed result=error", StringComparison.Ordinal));
    }

    private void Hear(Instrument instrument, long? value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (Context.Value != this) return;
        var words = new List<string> { instrument.Name };
        if (value is { } number) words.Add(number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        foreach (var tag in tags) words.Add($"{tag.Key}={tag.Value}");
        heard.Enqueue(string.Join(' ', words));
    }
}

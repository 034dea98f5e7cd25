using System.Text;
using Timonier.Node.Logs;
using Timonier.Node.Pods;
using Timonier.Node.Streams;
using Timonier.Runtime.Simulated;

namespace Timonier.Node.Simulated;

/// <summary>The logs of simulated containers, made up by their lives when somebody reads them.</summary>
internal sealed class SimulatedLogs(SimulatedRuntime runtime, TimeProvider time) : IPodLogs
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);

    public bool Grow => false;

    public void Prepare(PodDefinition pod, string container = "") { }
    public void Publish(PodDefinition pod, string container, ContainerInstance instance) { }
    public Task RotateAsync(ContainerInstance instance, CancellationToken cancellation) => Task.CompletedTask;
    public void Remove(ContainerInstance instance) { }
    public void Remove(PodDefinition pod) { }

    public bool Exist(ContainerInstance instance) => runtime.Log(instance.Id) is not null;

    public async Task ReadAsync(ContainerInstance instance, LogQuery query, Func<bool> isRunning, Stream target, CancellationToken cancellation)
    {
        var output = new LogOutput(query);
        var shown = query.TailLines is { } tail ? Math.Max(0, (runtime.Log(instance.Id)?.Count ?? 0) - (int)Math.Min(tail, int.MaxValue)) : 0;
        while (true)
        {
            var running = query.Follow && isRunning();
            var lines = runtime.Log(instance.Id) ?? [];
            for (; shown < lines.Count && !output.IsFull; shown++)
                output.Add(Encoding.UTF8.GetBytes($"{lines[shown].At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffffff}00Z stdout F {lines[shown].Text}"));
            if (!output.Pending.IsEmpty)
            {
                await target.WriteAsync(output.Pending, cancellation);
                await target.FlushAsync(cancellation);
                output.Sent();
            }
            if (!running || output.IsFull) return;
            await Task.Delay(LookAgain, time, cancellation);
        }
    }
}

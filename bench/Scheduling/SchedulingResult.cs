namespace Timonier.Scheduling.Bench;

internal sealed record SchedulingResult(int Nodes, int Pods, double Seconds, string CpuPerPod)
{
    public void AddTo(ResultTable table) => table.Add($"{Pods:N0} waiting pods bound to {Nodes:N0} nodes", $"{Pods / Seconds:N0}/s", CpuPerPod);
}

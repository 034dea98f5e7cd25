using System.Buffers;
using System.Text.Json;
using Timonier.Node.Machines;

namespace Timonier.Node.Streams;

/// <summary>The summary of usage that metric collectors read: the node, its pods and their containers.</summary>
internal static class StatsSummary
{
    public static ReadOnlyMemory<byte> Of(string nodeName, IPodDirectory pods, IReadOnlyList<ContainerUsage> usage, MachineUsage machine, DateTimeOffset now)
    {
        var bySandbox = usage.ToLookup(u => u.SandboxId, StringComparer.Ordinal);
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteStartObject("node"u8);
        json.WriteString("nodeName"u8, nodeName);
        WriteCpu(json, now, machine.CpuNanoseconds);
        WriteMemory(json, now, machine.WorkingSetBytes, machine.AvailableBytes);
        json.WriteEndObject();
        json.WriteStartArray("pods"u8);
        foreach (var pod in pods.Pods)
            if (pods.SandboxId(pod.Uid) is { } sandbox) WritePod(json, pod, [.. bySandbox[sandbox]], now);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    private static void WritePod(Utf8JsonWriter json, Document pod, ContainerUsage[] containers, DateTimeOffset now)
    {
        json.WriteStartObject();
        json.WriteStartObject("podRef"u8);
        json.WriteString("name"u8, pod.Name);
        json.WriteString("namespace"u8, pod.Namespace);
        json.WriteString("uid"u8, pod.Uid);
        json.WriteEndObject();
        if (pod.Status["startTime"u8].AsTime() is { } started) json.WriteString("startTime"u8, ApiTime.Seconds(started));
        json.WriteStartArray("containers"u8);
        foreach (var container in containers)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, container.Name);
            if (StartOf(pod, container.Name) is { } start) json.WriteString("startTime"u8, ApiTime.Seconds(start));
            WriteCpu(json, container.At, container.CpuNanoseconds);
            WriteMemory(json, container.At, container.MemoryWorkingSetBytes, null);
            json.WriteStartObject("rootfs"u8);
            json.WriteString("time"u8, ApiTime.Seconds(container.At));
            json.WriteNumber("usedBytes"u8, container.WritableLayerBytes);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        var at = containers.Length > 0 ? containers.Max(c => c.At) : now;
        WriteCpu(json, at, containers.Aggregate(0UL, (sum, c) => sum + c.CpuNanoseconds));
        WriteMemory(json, at, containers.Aggregate(0UL, (sum, c) => sum + c.MemoryWorkingSetBytes), null);
        json.WriteEndObject();
    }

    private static void WriteCpu(Utf8JsonWriter json, DateTimeOffset at, ulong nanoseconds)
    {
        json.WriteStartObject("cpu"u8);
        json.WriteString("time"u8, ApiTime.Seconds(at));
        json.WriteNumber("usageCoreNanoSeconds"u8, nanoseconds);
        json.WriteEndObject();
    }

    private static void WriteMemory(Utf8JsonWriter json, DateTimeOffset at, ulong workingSet, ulong? available)
    {
        json.WriteStartObject("memory"u8);
        json.WriteString("time"u8, ApiTime.Seconds(at));
        if (available is { } bytes) json.WriteNumber("availableBytes"u8, bytes);
        json.WriteNumber("workingSetBytes"u8, workingSet);
        json.WriteEndObject();
    }

    private static DateTimeOffset? StartOf(Document pod, string container)
    {
        foreach (var status in pod.Status["containerStatuses"u8].Items)
            if (status["name"u8].AsString() == container) return status["state"u8]["running"u8]["startedAt"u8].AsTime();
        return null;
    }
}

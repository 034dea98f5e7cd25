using Timonier.Node.Containers;
using Timonier.Node.Streams;

namespace Timonier.Node.Pods;

internal sealed partial class PodWorker
{
    private async Task<bool> CreateSandboxAsync(uint attempt, CancellationToken cancellation)
    {
        var config = SandboxConfigs.Of(pod, attempt, tools.Node, tools.Resolver);
        tools.Logs.Prepare(pod);
        tools.Cgroups.Ensure(pod);
        await tools.Starts.EnterAsync(cancellation);
        try
        {
            var id = await tools.Runtime.RunSandboxAsync(config, cancellation);
            await LookAtSandboxAsync(id, attempt, cancellation);
            return true;
        }
        catch (RuntimeException e)
        {
            Record("Warning", "FailedCreatePodSandBox", $"Failed to create pod sandbox: {e.Message}");
            LookIn(RetryAfter);
            return false;
        }
        finally
        {
            tools.Starts.Release();
        }
    }

    private async Task StartAsync(ContainerStart start, CancellationToken cancellation)
    {
        var definition = start.Definition;
        try
        {
            var image = await tools.Images.EnsureAsync(pod, definition, cancellation);
            var environment = await new ContainerEnvironment(pod, tools.Node, tools.Capacity, PodIps, tools.Objects).BuildAsync(definition, tools.Services.Snapshot.All, cancellation);
            var mounts = tools.Volumes.MountsOf(pod, definition, start.Attempt, PodIps, environment);
            var config = Aimed(ContainerConfigs.Of(pod, definition, start.Attempt, image, environment, mounts, tools.Capacity), definition);
            await tools.Starts.EnterAsync(cancellation);
            try
            {
                await CreateAndStartAsync(start, config, cancellation);
            }
            finally
            {
                tools.Starts.Release();
            }
            waiting.TryRemove(definition.Name, out _);
            // What comes after a sidecar may start now.
            if (definition.IsSidecar) wake.Now();
        }
        catch (ConfigurationException e)
        {
            waiting[definition.Name] = (e.Reason, e.Message);
            Record("Warning", "Failed", $"Error: {(e.Reason is "CreateContainerConfigError" or "CreateContainerError" or "RunContainerError" ? e.Message : e.Reason)}", definition.FieldPath);
            // The failure of a pull shows for a moment, then that the next one is held back.
            LookIn(e.Reason == "ErrImagePull" ? TimeSpan.FromSeconds(1) : tools.Images.NextTry(pod) - tools.Time.GetUtcNow() ?? RetryAfter);
        }
    }

    /// <summary>An ephemeral container may share the processes of another.</summary>
    private ContainerConfig Aimed(ContainerConfig config, ContainerDefinition definition)
    {
        if (definition.Spec["targetContainerName"u8].AsString() is not { Length: > 0 } target) return config;
        var aimed = Observed.Latest(target) ?? throw new ConfigurationException($"unable to find target container {target}");
        return config with { Security = config.Security with { Pid = NamespaceScope.Target, PidTarget = aimed.Id } };
    }

    private async Task CreateAndStartAsync(ContainerStart start, ContainerConfig config, CancellationToken cancellation)
    {
        var definition = start.Definition;
        var sandbox = Observed.Sandbox!;
        tools.Logs.Prepare(pod, definition.Name);
        string id;
        try
        {
            id = await tools.Runtime.CreateContainerAsync(sandbox.Id, config, SandboxConfigs.Of(pod, sandbox.Attempt, tools.Node, tools.Resolver), cancellation);
        }
        catch (RuntimeException e)
        {
            throw new ConfigurationException(e.Message, "CreateContainerError");
        }
        if (start.Ended is { } ended) backoff = backoff.Counted(definition.BackoffKey, ended, tools.Time.GetUtcNow());
        Record("Normal", "Created", "Container created", definition.FieldPath);
        try
        {
            await tools.Runtime.StartContainerAsync(id, cancellation);
        }
        catch (RuntimeException e)
        {
            await LookAtContainerAsync(id, sandbox.Id, definition.Hash, cancellation);
            throw new ConfigurationException(e.Message, "RunContainerError");
        }
        Record("Normal", "Started", "Container started", definition.FieldPath);
        await LookAtContainerAsync(id, sandbox.Id, definition.Hash, cancellation);
        tools.Logs.Publish(pod, definition.Name, new ContainerInstance(id, config.LogPath));
        if (definition.Spec["lifecycle"u8]["postStart"u8] is { IsObject: true } hook && await probes.HookAsync(id, pod, definition, PodIps, hook, cancellation) is { } failure)
        {
            Record("Warning", "FailedPostStartHook", $"PostStartHook failed: {failure}", definition.FieldPath);
            await StopAsync(new ContainerStop(id, definition.Name, $"FailedPostStartHook"), cancellation);
        }
    }
}

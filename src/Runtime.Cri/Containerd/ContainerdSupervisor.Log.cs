using Microsoft.Extensions.Logging;

namespace Timonier.Runtime.Cri;

internal sealed partial class ContainerdSupervisor
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Adopted containerd, process {Pid}")]
    private partial void LogAdopted(int pid);

    [LoggerMessage(Level = LogLevel.Information, Message = "Started containerd as process {Pid} ({Banner}) with {OciRuntime}")]
    private partial void LogStarted(int pid, string banner, string ociRuntime);

    [LoggerMessage(Level = LogLevel.Error, Message = "containerd, process {Pid}, ended unexpectedly; starting it again in {Seconds} s")]
    private partial void LogDied(int pid, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "containerd could not be started again")]
    private partial void LogNotRestarted(Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A sandbox could not be removed: {Why}")]
    private partial void LogSandboxLeft(string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "containerd and everything it kept are gone")]
    private partial void LogStopped();
}

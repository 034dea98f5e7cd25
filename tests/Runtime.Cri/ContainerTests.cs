using System.Text;
using Timonier.Contracts.Runtime;

namespace Timonier.Runtime.Cri.Tests;

public sealed class ContainerTests(Containerd containerd)
{
    private static readonly SessionStreams all = new(Stdin: true, Stdout: true, Stderr: true, Tty: false);
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Import_ShortName_AnswersFullReference() => containerd.Imported.ShouldBe(["docker.io/library/busybox:latest"]);

    [Fact]
    public async Task Image_UnknownReference_IsNull() => (await containerd.Runtime.ImageAsync("nowhere", Cancellation)).ShouldBeNull();

    [Fact]
    public async Task Health_WithoutNetworkPlugin_SaysRuntimeReadyAndNetworkNot()
    {
        var health = await containerd.Runtime.HealthAsync(Cancellation);
        health.RuntimeReady.ShouldBeTrue();
        health.NetworkReady.ShouldBeFalse();
        health.Message.ShouldContain("NetworkReady");
    }

    [Fact]
    public async Task Status_UnknownContainerOrSandbox_IsNull()
    {
        (await containerd.Runtime.ContainerStatusAsync("none", Cancellation)).ShouldBeNull();
        (await containerd.Runtime.SandboxStatusAsync("none", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Start_UnknownContainer_RefusesWithNotFound() =>
        (await Should.ThrowAsync<RuntimeException>(containerd.Runtime.StartContainerAsync("none", Cancellation))).Code.ShouldBe(5);

    [Fact]
    public async Task Container_ThatEnds_HasExitCodeAndLog()
    {
        var id = await containerd.RunAsync("ends", Containerd.Shell("echo out; echo err >&2; exit 3"));
        var status = await UntilExitedAsync(id);
        status.ExitCode.ShouldBe(3);
        status.Reason.ShouldBe("Error");
        var log = await File.ReadAllTextAsync(status.LogPath, Cancellation);
        log.ShouldContain(" stdout F out\n");
        log.ShouldContain(" stderr F err\n");
    }

    [Fact]
    public async Task OpenExec_InputEnds_ProcessSeesEndAndExitCodeArrives()
    {
        var id = await containerd.RunAsync("stdin", Containerd.Shell("exec sleep 1000"));
        await using var session = await containerd.Runtime.OpenExecAsync(id, ["/bin/sh", "-c", "cat; echo done >&2; exit 7"], all, Cancellation);
        await session.Stdin!.WriteAsync("hello"u8.ToArray(), Cancellation);
        await session.Stdin.DisposeAsync();
        (await TextAsync(session.Stdout!)).ShouldBe("hello");
        (await TextAsync(session.Stderr!)).ShouldBe("done\n");
        (await session.Completion.WaitAsync(Cancellation)).ShouldBe(7);
    }

    [Fact]
    public async Task OpenExec_MuchOutput_ArrivesWhole()
    {
        var id = await containerd.RunAsync("much", Containerd.Shell("exec sleep 1000"));
        await using var session = await containerd.Runtime.OpenExecAsync(id, ["/bin/busybox", "dd", "if=/dev/zero", "bs=64k", "count=64"], all with { Stdin = false }, Cancellation);
        var errors = TextAsync(session.Stderr!);
        (await TextAsync(session.Stdout!)).Length.ShouldBe(64 * 64 * 1024);
        (await errors).ShouldContain("64+0 records out");
        (await session.Completion.WaitAsync(Cancellation)).ShouldBe(0);
    }

    [Fact]
    public async Task OpenExec_TerminalResized_ProcessSeesSize()
    {
        var id = await containerd.RunAsync("tty", Containerd.Shell("exec sleep 1000"));
        await using var session = await containerd.Runtime.OpenExecAsync(id, ["/bin/sh", "-c", "read go; /bin/busybox stty size"], all with { Tty = true }, Cancellation);
        await session.ResizeAsync(91, 37, Cancellation);
        // The size travels on its own stream; the terminal has it once the runtime has read it.
        for (var size = ""; !size.Contains("37 91", StringComparison.Ordinal);)
            size = Encoding.UTF8.GetString((await containerd.Runtime.ExecAsync(id, ["/bin/sh", "-c", "for t in /dev/pts/[0-9]*; do /bin/busybox stty size <$t; done"], TimeSpan.FromSeconds(10), Cancellation)).Stdout);
        await session.Stdin!.WriteAsync("\n"u8.ToArray(), Cancellation);
        (await TextAsync(session.Stdout!)).ShouldContain("37 91");
    }

    [Fact]
    public async Task Exec_EndsInTime_GivesOutputAndCode()
    {
        var id = await containerd.RunAsync("execsync", Containerd.Shell("exec sleep 1000"));
        var result = await containerd.Runtime.ExecAsync(id, ["/bin/sh", "-c", "echo hi; exit 4"], TimeSpan.FromSeconds(10), Cancellation);
        result.ExitCode.ShouldBe(4);
        Encoding.UTF8.GetString(result.Stdout).ShouldBe("hi\n");
    }

    [Fact]
    public async Task Exec_TooLong_ThrowsTimeout()
    {
        var id = await containerd.RunAsync("late", Containerd.Shell("exec sleep 1000"));
        await Should.ThrowAsync<TimeoutException>(containerd.Runtime.ExecAsync(id, ["/bin/sleep", "100"], TimeSpan.FromSeconds(1), Cancellation));
    }

    [Fact]
    public async Task OpenAttach_InputAndOutput_AreTheContainersOwn()
    {
        var id = await containerd.RunAsync("attach", Containerd.Shell("while read line; do echo got $line; done") with { Stdin = true, StdinOnce = true });
        await using var session = await containerd.Runtime.OpenAttachAsync(id, all, Cancellation);
        await session.Stdin!.WriteAsync("one\n"u8.ToArray(), Cancellation);
        var buffer = new byte["got one\n".Length];
        await session.Stdout!.ReadExactlyAsync(buffer, Cancellation);
        Encoding.UTF8.GetString(buffer).ShouldBe("got one\n");
        await session.Stdin.DisposeAsync();
        (await UntilExitedAsync(id)).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task NewSupervisor_RunningContainerd_AdoptsItAndItsContainers()
    {
        var id = await containerd.RunAsync("adopted", Containerd.Shell("exec sleep 1000"));
        var before = await containerd.Runtime.ContainerStatusAsync(id, Cancellation);
        await using (var second = containerd.New())
        {
            await second.StartAsync(Cancellation);
            second.ContainerdProcess.ShouldBe(containerd.Runtime.ContainerdProcess);
            (await second.ContainerStatusAsync(id, Cancellation)).ShouldBe(before);
        }
        (await containerd.Runtime.ContainerStatusAsync(id, Cancellation))!.Phase.ShouldBe(ContainerPhase.Running);
    }

    [Fact]
    public async Task Usage_RunningContainer_IsListedWithItsSandbox()
    {
        var id = await containerd.RunAsync("usage", Containerd.Shell("exec sleep 1000"));
        var usage = (await containerd.Runtime.UsageAsync(Cancellation)).Single(one => one.ContainerId == id);
        (await containerd.Runtime.ListSandboxesAsync(Cancellation)).Single(one => one.Id == usage.SandboxId).Name.ShouldBe("usage");
    }

    [Fact]
    public async Task Stop_IgnoredTermination_KillsAfterGrace()
    {
        var id = await containerd.RunAsync("stubborn", Containerd.Shell("trap '' TERM; while true; do sleep 1; done"));
        await containerd.Runtime.StopContainerAsync(id, TimeSpan.FromSeconds(1), Cancellation);
        (await UntilExitedAsync(id)).ExitCode.ShouldBe(137);
    }

    private async Task<ContainerStatus> UntilExitedAsync(string id)
    {
        while (true)
            if (await containerd.Runtime.ContainerStatusAsync(id, Cancellation) is { Phase: ContainerPhase.Exited } status) return status;
    }

    private static async Task<string> TextAsync(Stream stream)
    {
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, Cancellation);
        return Encoding.UTF8.GetString(all.ToArray());
    }
}

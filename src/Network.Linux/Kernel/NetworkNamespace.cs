using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Timonier.Network.Linux.Kernel;

/// <summary>
/// A network namespace: the one this process lives in, or one that a path names. Sockets stay in the namespace
/// they were made in, so only their making (and writing sysctls) must happen inside.
/// </summary>
internal sealed record NetworkNamespace(string Path)
{
    public static NetworkNamespace Current { get; } = new("");

    public bool IsCurrent => Path.Length == 0;

    /// <summary>The path that commands enter by; a foreign namespace is entered with nsenter.</summary>
    public IReadOnlyList<string> CommandPrefix => IsCurrent ? [] : ["nsenter", $"--net={Path}"];

    public Task<int> OpenSocketAsync(int protocol) => InsideAsync(() =>
    {
        var fd = LibC.Socket(LibC.FamilyNetlink, LibC.SocketRaw | LibC.SocketCloseOnExec, protocol);
        return fd >= 0 ? fd : throw LastError("open a netlink socket");
    });

    /// <summary>
    /// Runs short kernel calls inside the namespace. The namespace belongs to the operating system thread, and a
    /// thread of the pool must never carry a foreign one back; so this is the one place that makes a thread of its
    /// own, which ends with the call. The caller awaits; nothing blocks.
    /// </summary>
    public Task<T> InsideAsync<T>(Func<T> calls)
    {
        if (IsCurrent) return Task.FromResult(calls());
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                Enter();
                done.SetResult(calls());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        }, maxStackSize: 128 * 1024)
        { IsBackground = true, Name = "timonier-netns" };
        thread.Start();
        return done.Task;
    }

    public static Exception LastError(string what) =>
        new IOException($"Could not {what}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");

    private void Enter()
    {
        var fd = LibC.Open(Path, LibC.OpenReadOnly | LibC.OpenCloseOnExec);
        if (fd < 0) throw LastError($"open the network namespace {Path}");
        var entered = LibC.SetNs(fd, LibC.CloneNewNet);
        var failure = entered == 0 ? null : LastError($"enter the network namespace {Path}");
        _ = LibC.Close(fd);
        if (failure is not null) throw failure;
    }
}

using System.ComponentModel;
using System.Diagnostics;

namespace Timonier.Network.Linux.Kernel;

/// <summary>Runs nft, ip or conntrack in a network namespace and hands back what they said.</summary>
internal static class Tool
{
    public static async Task<ToolResult> RunAsync(NetworkNamespace place, IReadOnlyList<string> command, string input, CancellationToken cancellation)
    {
        IReadOnlyList<string> all = [.. place.CommandPrefix, .. command];
        var start = new ProcessStartInfo(all[0], all.Skip(1)) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        // The directories of administration are not in everybody's PATH.
        start.Environment["PATH"] = $"{start.Environment["PATH"]}:/usr/sbin:/sbin:/usr/bin:/bin";
        using var process = Start(start);
        try
        {
            return await FinishAsync(process, input, cancellation);
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for it any more, so it must not change the kernel later.
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new IOException($"{start.FileName} could not be started");
        }
        catch (Win32Exception e)
        {
            throw new IOException($"{start.FileName} could not be started ({e.Message}): install nftables, iproute2 and conntrack", e);
        }
    }

    private static async Task<ToolResult> FinishAsync(Process process, string input, CancellationToken cancellation)
    {
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellation);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading everything; its own words are the better explanation.
        }
        await process.WaitForExitAsync(cancellation);
        return new ToolResult(process.ExitCode, await output, await errors);
    }

    public static async Task RequireAsync(NetworkNamespace place, IReadOnlyList<string> command, string input, CancellationToken cancellation)
    {
        var result = await RunAsync(place, command, input, cancellation);
        if (result.ExitCode != 0) throw new IOException($"{string.Join(' ', command)} failed with {result.ExitCode}: {result.Errors.Trim()}");
    }
}

internal sealed record ToolResult(int ExitCode, string Output, string Errors);

using System.Diagnostics;

namespace Timonier.Images;

/// <summary>The names under which busybox answers.</summary>
internal static class Applets
{
    public static async Task<IReadOnlyList<string>> OfAsync(string busybox)
    {
        using var process = Process.Start(new ProcessStartInfo(busybox, ["--list"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var names = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return [.. names.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(n => n != "busybox")];
    }
}

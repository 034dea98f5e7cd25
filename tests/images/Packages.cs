using System.Diagnostics;

namespace Timonier.Images;

/// <summary>Files out of the distribution's packages, unpacked into a folder without being installed.</summary>
internal static class Packages
{
    public static async Task UnpackAsync(string folder, params string[] packages)
    {
        var downloads = Directory.CreateTempSubdirectory("timonier-packages-");
        try
        {
            // An index that was never fetched knows no packages; asking for one again when it is there costs seconds.
            if (await RunAsync(downloads.FullName, "apt-get", ["download", "-q", .. packages]) != 0)
            {
                await MustAsync(downloads.FullName, "apt-get", "update", "-q");
                await MustAsync(downloads.FullName, "apt-get", ["download", "-q", .. packages]);
            }
            foreach (var package in downloads.EnumerateFiles("*.deb")) await MustAsync(folder, "dpkg", "-x", package.FullName, folder);
        }
        finally
        {
            downloads.Delete(recursive: true);
        }
    }

    private static async Task MustAsync(string folder, string program, params string[] arguments)
    {
        var code = await RunAsync(folder, program, arguments);
        if (code != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {code}");
    }

    private static async Task<int> RunAsync(string folder, string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        await output;
        await error;
        return process.ExitCode;
    }
}

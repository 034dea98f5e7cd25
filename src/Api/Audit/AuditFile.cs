using System.Globalization;

namespace Timonier.Api.Audit;

/// <summary>
/// Events as lines of a file. When it has its size it is set aside under the time of that moment
/// (<c>audit-2026-05-01T10-00-00.000.log</c>), and old ones go by number and by age.
/// </summary>
public sealed class AuditFile(AuditFileConfig config, TimeProvider time) : IAuditBackend
{
    private const string Stamp = "yyyy-MM-dd'T'HH-mm-ss.fff";
    private const string StandardOutput = "-";
    private Stream? stream;
    private long size;

    public byte[] Encode(AuditEvent told) => config.Legacy ? AuditLegacy.Write(told) : AuditJson.Write(told);

    public async ValueTask SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> events, CancellationToken cancellation)
    {
        var lines = new byte[events.Sum(e => e.Length + 1)];
        var at = 0;
        foreach (var one in events)
        {
            one.CopyTo(lines.AsMemory(at));
            at += one.Length + 1;
            lines[at - 1] = (byte)'\n';
        }
        var file = stream ?? Open();
        if (size > 0 && size + lines.Length > config.LargestBytes) file = await RotateAsync();
        await file.WriteAsync(lines, cancellation);
        await file.FlushAsync(cancellation);
        size += lines.Length;
    }

    public async ValueTask DisposeAsync()
    {
        if (stream is not null) await stream.DisposeAsync();
    }

    private Stream Open()
    {
        if (config.Path == StandardOutput)
        {
            size = long.MinValue;
            return stream = Console.OpenStandardOutput();
        }
        Directory.CreateDirectory(Path.GetDirectoryName(config.Path)!);
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0, Options = FileOptions.Asynchronous };
        // What people did is nobody's business but the administrator's.
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(config.Path, options);
        size = file.Length;
        return stream = file;
    }

    private async ValueTask<Stream> RotateAsync()
    {
        await stream!.DisposeAsync();
        stream = null;
        var now = time.GetUtcNow();
        File.Move(config.Path, Aside(now), overwrite: true);
        Clear(now);
        return Open();
    }

    private string Aside(DateTimeOffset now) => Path.Combine(
        Path.GetDirectoryName(config.Path)!,
        $"{Path.GetFileNameWithoutExtension(config.Path)}-{now.UtcDateTime.ToString(Stamp, CultureInfo.InvariantCulture)}{Path.GetExtension(config.Path)}");

    private void Clear(DateTimeOffset now)
    {
        var (name, extension) = (Path.GetFileNameWithoutExtension(config.Path) + "-", Path.GetExtension(config.Path));
        var old = new DirectoryInfo(Path.GetDirectoryName(config.Path)!).EnumerateFiles(name + "*" + extension)
            .Select(f => (File: f, Made: MadeAt(f.Name[name.Length..^extension.Length])))
            .Where(f => f.Made is not null)
            .OrderByDescending(f => f.Made)
            .ToList();
        foreach (var (file, _) in old.Where((f, at) => (config.MostBackups > 0 && at >= config.MostBackups) || (config.LongestKept > TimeSpan.Zero && now - f.Made > config.LongestKept))) file.Delete();
    }

    private static DateTimeOffset? MadeAt(string stamp) =>
        DateTimeOffset.TryParseExact(stamp, Stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var made) ? made : null;
}

/// <param name="Path">The file; "-" for the standard output, which is never set aside.</param>
/// <param name="Legacy">Upstream's old lines of text instead of JSON.</param>
/// <param name="LargestBytes">Where a new file begins.</param>
/// <param name="MostBackups">Files kept beside it; 0: all.</param>
/// <param name="LongestKept">How long they are kept; zero: for ever.</param>
public sealed record AuditFileConfig(string Path, bool Legacy, long LargestBytes, int MostBackups, TimeSpan LongestKept);

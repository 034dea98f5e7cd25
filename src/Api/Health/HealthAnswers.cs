using System.Text;
using Microsoft.AspNetCore.Http;

namespace Timonier.Api.Health;

/// <summary>/healthz, /livez and /readyz, and each check below them by its name, in upstream's form.</summary>
internal sealed class HealthAnswers(IReadOnlyList<IHealthCheck> checks)
{
    public static bool Answers(string path) => Endpoint(path) is "healthz" or "livez" or "readyz";

    /// <summary>Whether everyone may ask: the sums, but not the single checks, whose answers hold reasons.</summary>
    public static bool IsOpen(string path) => path.TrimEnd('/') is "/healthz" or "/livez" or "/readyz";

    public Task WriteAsync(HttpContext context, CancellationToken cancellation)
    {
        var path = context.Request.Path.Value!.Trim('/');
        var endpoint = Endpoint(path);
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        List<IHealthCheck> asked = [new Ping(), .. checks.Where(c => endpoint == "readyz" || c.CountsForLiveness)];
        return path == endpoint ? WriteAllAsync(context, endpoint, asked, cancellation) : WriteOneAsync(context, asked.Find(c => path == $"{endpoint}/{c.Name}"), cancellation);
    }

    private static async Task WriteOneAsync(HttpContext context, IHealthCheck? check, CancellationToken cancellation)
    {
        if (check is null)
        {
            await AnswerAsync(context, StatusCodes.Status404NotFound, "404 page not found\n", cancellation);
            return;
        }
        var wrong = await check.CheckAsync(cancellation);
        await (wrong is null
            ? AnswerAsync(context, StatusCodes.Status200OK, "ok", cancellation)
            : AnswerAsync(context, StatusCodes.Status500InternalServerError, $"internal server error: {wrong}\n", cancellation));
    }

    private static async Task WriteAllAsync(HttpContext context, string endpoint, List<IHealthCheck> asked, CancellationToken cancellation)
    {
        var excluded = context.Request.Query["exclude"].OfType<string>().Where(name => name.Length > 0).ToHashSet(StringComparer.Ordinal);
        var text = new StringBuilder();
        var failed = false;
        foreach (var check in asked)
        {
            if (excluded.Remove(check.Name))
            {
                text.Append($"[+]{check.Name} excluded: ok\n");
                continue;
            }
            var wrong = await check.CheckAsync(cancellation);
            failed |= wrong is not null;
            text.Append(wrong is null ? $"[+]{check.Name} ok\n" : $"[-]{check.Name} failed: reason withheld\n");
        }
        if (excluded.Count > 0)
            text.Append($"warn: some health checks cannot be excluded: no matches for {string.Join(',', excluded.Order(StringComparer.Ordinal).Select(name => $"\"{name}\""))}\n");
        text.Append(failed ? $"{endpoint} check failed\n" : $"{endpoint} check passed\n");
        var verbose = failed || context.Request.Query.ContainsKey("verbose");
        await AnswerAsync(context, failed ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK, verbose ? text.ToString() : "ok", cancellation);
    }

    private static Task AnswerAsync(HttpContext context, int code, string text, CancellationToken cancellation)
    {
        context.Response.StatusCode = code;
        return context.Response.WriteAsync(text, cancellation);
    }

    private static string Endpoint(string path) => path.TrimStart('/').Split('/')[0];

    private sealed class Ping : IHealthCheck
    {
        public string Name => "ping";
        public bool CountsForLiveness => true;
        public ValueTask<string?> CheckAsync(CancellationToken cancellation) => ValueTask.FromResult<string?>(null);
    }
}

using System.Text;
using Microsoft.AspNetCore.Http;

namespace Timonier.Api.Health;

/// <summary>/healthz, /livez and /readyz, in upstream's form.</summary>
internal sealed class HealthAnswers(IReadOnlyList<IHealthCheck> checks)
{
    public static bool Answers(string path) => Endpoint(path) is "healthz" or "livez" or "readyz";

    public async Task WriteAsync(HttpContext context, CancellationToken cancellation)
    {
        var path = context.Request.Path.Value!;
        var endpoint = Endpoint(path);
        var single = path.Trim('/').Split('/') is [_, var name] ? name : "";
        var excluded = context.Request.Query["exclude"];
        var text = new StringBuilder();
        var failed = false;
        if (single.Length == 0) text.Append("[+]ping ok\n");
        foreach (var check in checks.Where(c => endpoint != "livez" || c.CountsForLiveness))
        {
            if (single.Length > 0 && check.Name != single) continue;
            if (excluded.Contains(check.Name))
            {
                text.Append($"[+]{check.Name} excluded: ok\n");
                continue;
            }
            var wrong = await check.CheckAsync(cancellation);
            failed |= wrong is not null;
            text.Append(wrong is null ? $"[+]{check.Name} ok\n" : $"[-]{check.Name} failed: reason withheld\n");
        }
        text.Append(failed ? $"{endpoint} check failed\n" : $"{endpoint} check passed\n");
        var verbose = failed || context.Request.Query.ContainsKey("verbose");
        context.Response.StatusCode = failed ? 500 : 200;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(verbose ? text.ToString() : "ok", cancellation);
    }

    private static string Endpoint(string path) => path.TrimStart('/').Split('/')[0];
}

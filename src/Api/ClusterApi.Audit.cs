using Microsoft.AspNetCore.Http;
using Timonier.Api.Audit;
using Timonier.Api.Pipeline;
using Timonier.Contracts.Cluster;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api;

public sealed partial class ClusterApi
{
    private async Task AuditedAsync(
        Auditing audit, HttpContext context, RequestAim request, UserInfo? sender, DateTimeOffset received, TimeSpan allotted, CancellationToken cancellation)
    {
        if (audit.Begin(context, request, sender, received) is not { } trail)
        {
            await PassAsync(context, request, sender, allotted, cancellation);
            return;
        }
        if (!await audit.TellAsync(trail, AuditStage.RequestReceived, 0))
        {
            audit.Metrics.Reject();
            await AnswerWriter.WriteAsync(context, Status.InternalError("the request could not be written to the audit log"), cancellation);
            return;
        }
        if (request.IsLong) context.Response.OnStarting(async () => await audit.TellAsync(trail, AuditStage.ResponseStarted, context.Response.StatusCode));
        try
        {
            await PassAsync(context, request, sender, allotted, cancellation);
        }
        catch (OperationCanceledException)
        {
            // Its time is over, or nobody is left to answer.
            await audit.TellAsync(trail, AuditStage.ResponseComplete, context.Response.HasStarted ? context.Response.StatusCode : StatusCodes.Status504GatewayTimeout);
            throw;
        }
        catch (BadHttpRequestException e)
        {
            await audit.TellAsync(trail, AuditStage.ResponseComplete, e.StatusCode);
            throw;
        }
        catch (Exception)
        {
            await audit.TellAsync(trail, AuditStage.Panic, StatusCodes.Status500InternalServerError);
            throw;
        }
        if (sender is null)
        {
            // Upstream tells of those it does not know when it begins to answer, and only then.
            trail.Refuse(new Status(StatusCodes.Status401Unauthorized, "", Attempted(context.Request)));
            await audit.TellAsync(trail, AuditStage.ResponseStarted, StatusCodes.Status401Unauthorized);
            return;
        }
        await audit.TellAsync(trail, AuditStage.ResponseComplete, context.Response.StatusCode);
    }

    private static string Attempted(HttpRequest request) => request.Headers.Authorization.ToString().Split(' ')[0].ToLowerInvariant() switch
    {
        "" => "Authentication failed, no credentials provided",
        "bearer" => "Authentication failed, attempted: bearer",
        "basic" => "Authentication failed, attempted: basic",
        _ => "Authentication failed, attempted: unknown",
    };

    // Nothing is looked up where nothing can be.
    private AuditTrail? TrailOf(HttpContext context) => auditing is null ? null : context.Features.Get<AuditTrail>();

    private async ValueTask<ApiAnswer> ExecuteAsync(Kind kind, ApiCall call, CancellationToken cancellation)
    {
        call.Audit?.Send(call);
        var answer = await core.ExecuteAsync(call, cancellation);
        call.Audit?.Answer(kind, answer);
        return answer;
    }
}

using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Timonier.Contracts.Runtime;
using Timonier.Node.Probes;
using Timonier.Tests.Serving;

namespace Timonier.Node.Tests;

public sealed class ProberTests
{
    [Theory]
    [InlineData(200, ProbeResult.Success, "the body")]
    [InlineData(399, ProbeResult.Success, "the body")]
    [InlineData(404, ProbeResult.Failure, "HTTP probe failed with statuscode: 404")]
    [InlineData(500, ProbeResult.Failure, "HTTP probe failed with statuscode: 500")]
    public async Task Http_Answered_IsJudgedByItsCode(int code, ProbeResult result, string message)
    {
        await using var served = await Served.StartAsync(context =>
        {
            context.Response.StatusCode = code;
            return context.Response.WriteAsync("the body");
        });
        (await RunAsync(Get(served.Address.Port))).ShouldBe(new ProbeOutcome(result, message));
    }

    [Fact]
    public async Task Http_Request_CarriesAgentAndOwnHeaders()
    {
        await using var served = await Served.StartAsync(context => context.Response.WriteAsync(
            $"{context.Request.Headers.UserAgent}|{context.Request.Headers.Accept}|{context.Request.Host}|{context.Request.Headers["X-A"]}|{context.Request.Path}"));
        var outcome = await RunAsync(Get(served.Address.Port) with { Path = "ok", Headers = [new("Host", "shop.example"), new("X-A", "b")] });
        outcome.Message.ShouldBe("kube-probe/1.36|*/*|shop.example|b|/ok");
    }

    [Fact]
    public async Task Http_Redirect_IsFollowedOnTheSameHostOnly()
    {
        await using var served = await Served.StartAsync(context =>
        {
            if (context.Request.Path == "/end") return context.Response.WriteAsync("end");
            context.Response.Redirect(context.Request.Path == "/away" ? "http://elsewhere.example/" : context.Request.Path == "/loop" ? "/loop" : "/end");
            return Task.CompletedTask;
        });
        (await RunAsync(Get(served.Address.Port))).ShouldBe(ProbeOutcome.Success("end"));
        (await RunAsync(Get(served.Address.Port) with { Path = "/away" })).ShouldBe(ProbeOutcome.Success("Probe terminated redirects, Response body: "));
        (await RunAsync(Get(served.Address.Port) with { Path = "/loop" })).Message.ShouldEndWith("stopped after 10 redirects");
    }

    [Fact]
    public async Task Http_Silent_TimesOut()
    {
        await using var served = await Served.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        (await RunAsync(Get(served.Address.Port), timeoutMilliseconds: 100)).ShouldBe(ProbeOutcome.Failure(
            $"Get \"http://127.0.0.1:{served.Address.Port}/\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)"));
    }

    [Fact]
    public async Task HttpAndTcp_OnAClosedPort_AreRefused()
    {
        // Bound and not listening: nobody else can take the port meanwhile.
        using var closed = new Socket(SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)closed.LocalEndPoint!).Port;
        var refusal = $"dial tcp 127.0.0.1:{port}: connect: connection refused";
        (await RunAsync(new ProbeAction.Tcp("", port))).ShouldBe(ProbeOutcome.Failure(refusal));
        (await RunAsync(Get(port))).ShouldBe(ProbeOutcome.Failure($"Get \"http://127.0.0.1:{port}/\": {refusal}"));
    }

    [Fact]
    public async Task Tcp_OnANamedPort_Connects()
    {
        await using var served = await Served.StartAsync(_ => Task.CompletedTask);
        (await RunAsync(new ProbeAction.Tcp("", "web"), port: served.Address.Port)).Result.ShouldBe(ProbeResult.Success);
        (await RunAsync(new ProbeAction.Tcp("", "other"))).ShouldBe(ProbeOutcome.Unknown("couldn't find port: other"));
    }

    [Fact]
    public async Task Exec_Ended_IsJudgedByItsExitCode()
    {
        var runs = 0;
        await using var runtime = new ScriptedRuntime
        {
            OnExec = command => command[0] switch
            {
                "good" => new(0, [.. "fine"u8], []),
                "bad" => new(1, [.. "out "u8], [.. "err"u8]),
                "slow" => throw new TimeoutException(),
                _ => throw new RuntimeException(14, $"away {++runs}"),
            },
        };
        (await RunAsync(new ProbeAction.Exec(["good"]), runtime)).ShouldBe(ProbeOutcome.Success("fine"));
        (await RunAsync(new ProbeAction.Exec(["bad"]), runtime)).ShouldBe(ProbeOutcome.Failure("out err"));
        (await RunAsync(new ProbeAction.Exec(["slow", "5"]), runtime)).ShouldBe(ProbeOutcome.Failure("command timed out: \"slow 5\" timed out after 30s"));
        (await RunAsync(new ProbeAction.Exec(["none"]), runtime)).ShouldBe(ProbeOutcome.Unknown("away 3"));
    }

    [Theory]
    [InlineData("", 1, "", ProbeResult.Success, "service healthy")]
    [InlineData("db", 2, "", ProbeResult.Failure, "service unhealthy (responded with \"NOT_SERVING\")")]
    [InlineData("db", 0, "5", ProbeResult.Failure, "error: health rpc probe failed: rpc error: code = NotFound desc = no such")]
    [InlineData("db", 0, "12", ProbeResult.Failure, "error: this server does not implement the grpc health protocol (grpc.health.v1.Health): no such")]
    public async Task Grpc_Answered_IsJudgedByItsStatus(string service, byte status, string code, ProbeResult result, string message)
    {
        await using var served = await Served.StartAsync(async context =>
        {
            using var asked = new MemoryStream();
            await context.Request.Body.CopyToAsync(asked);
            asked.ToArray().ShouldBe(service.Length == 0 ? [0, 0, 0, 0, 0] : [0, 0, 0, 0, 4, 10, 2, (byte)'d', (byte)'b']);
            context.Response.ContentType = "application/grpc";
            if (code.Length > 0)
            {
                context.Response.Headers["grpc-status"] = code;
                context.Response.Headers["grpc-message"] = "no%20such";
                return;
            }
            await context.Response.Body.WriteAsync((byte[])[0, 0, 0, 0, 2, 8, status]);
            context.Response.AppendTrailer("grpc-status", "0");
        }, HttpProtocols.Http2);
        (await RunAsync(new ProbeAction.Grpc(served.Address.Port, service))).ShouldBe(new ProbeOutcome(result, message));
    }

    private static ProbeAction.Http Get(int port) => new("http", "", port, "/", []);

    private static async Task<ProbeOutcome> RunAsync(ProbeAction action, ScriptedRuntime? runtime = null, int? port = null, int timeoutMilliseconds = 30_000)
    {
        using var prober = new Prober(runtime ?? new ScriptedRuntime(), TimeProvider.System);
        // Long enough for a loaded machine: only the probe of the silent server is meant to run out of time.
        var settings = new ProbeSettings(ProbeKind.Liveness, action) { Timeout = TimeSpan.FromMilliseconds(timeoutMilliseconds) };
        return await prober.RunAsync(settings, new("c", "127.0.0.1", name => name == "web" ? port : null), TestContext.Current.CancellationToken);
    }
}

namespace Timonier.Api.Tests.Aggregation;

public sealed class AvailabilityTests
{
    [Fact(Timeout = 120_000)]
    public async Task Service_ThatComesStepByStep_IsToldAtEachOfThem()
    {
        await using var shore = await Shore.StartAsync(publish: false);
        await shore.RegisterAsync();
        (await shore.IsAsync("False", "ServiceNotFound")).Message.ShouldBe("service/coast in \"shore\" is not present");
        (await shore.Server.SendAsync(HttpMethod.Post, "/api/v1/namespaces", """{"metadata":{"name":"shore"}}""")).Code.ShouldBe(201);
        (await shore.Server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/shore/services", """{"metadata":{"name":"coast"},"spec":{"ports":[{"name":"https","port":443}]}}""")).Code.ShouldBe(201);
        (await shore.IsAsync("False", "EndpointsNotFound")).Message.ShouldBe("cannot find endpointslices for service/coast in \"shore\"");
        (await shore.PublishEndpointsAsync(shore.Coast.Port, portName: "metrics")).ShouldBe(201);
        (await shore.IsAsync("False", "MissingEndpoints")).Message.ShouldBe("endpointslices for service/coast in \"shore\" have no addresses with port name \"https\"");
        (await shore.PublishEndpointsAsync(shore.Coast.Port)).ShouldBe(201);
        (await shore.IsAsync("True", "Passed")).Message.ShouldBe("all checks passed");
    }

    [Fact(Timeout = 120_000)]
    public async Task Port_ThatTheServiceDoesNotHave_IsNamed()
    {
        await using var shore = await Shore.StartAsync(publish: false);
        await shore.PublishServiceAsync();
        await shore.RegisterAsync(port: 8443);
        (await shore.IsAsync("False", "ServicePortError")).Message.ShouldBe("service/coast in \"shore\" is not listening on port 8443");
    }

    [Fact(Timeout = 120_000)]
    public async Task Server_ThatAnswersWithAnError_FailsTheCheck_UntilItDoesNot()
    {
        await using var shore = await Shore.StartAsync(publish: false);
        shore.Coast.Instead = context =>
        {
            context.Response.StatusCode = 500;
            return Task.FromResult(true);
        };
        await shore.PublishServiceAsync();
        await shore.RegisterAsync();
        (await shore.IsAsync("False", "FailedDiscoveryCheck")).Message
            .ShouldBe("failing or missing response from https://coast.shore.svc:443/apis/coast.example.com/v1: bad status from https://coast.shore.svc:443/apis/coast.example.com/v1: 500");
        shore.Coast.Instead = null;
        await shore.IsAsync("True");
    }

    [Fact(Timeout = 120_000)]
    public async Task Server_ThatGoesWithoutAWord_IsMissedAtTheNextLook()
    {
        await using var shore = await Shore.StartAsync(time: new HurriedTime());
        await shore.Coast.DisposeAsync();
        (await shore.IsAsync("False")).Reason.ShouldBe("FailedDiscoveryCheck");
    }

    [Fact(Timeout = 120_000)]
    public async Task Endpoint_OfThisMachineItself_IsNeverCalled()
    {
        await using var shore = await Shore.StartAsync(publish: false);
        (await shore.Server.SendAsync(HttpMethod.Post, "/api/v1/namespaces", """{"metadata":{"name":"shore"}}""")).Code.ShouldBe(201);
        (await shore.Server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/shore/services", """{"metadata":{"name":"coast"},"spec":{"type":"ExternalName","externalName":"localhost"}}""")).Code.ShouldBe(201);
        await shore.RegisterAsync(port: shore.Coast.Port);
        (await shore.IsAsync("False", "FailedDiscoveryCheck")).Message.ShouldEndWith(": address not allowed");
        shore.Coast.Asked.ShouldBeEmpty();
    }
}

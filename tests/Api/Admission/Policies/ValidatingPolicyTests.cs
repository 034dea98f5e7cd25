using Timonier.Documents;
using static Timonier.Api.Tests.Admission.Policies.Policies;

namespace Timonier.Api.Tests.Admission.Policies;

public class ValidatingPolicyTests
{
    private const string Denied = "configmaps \"m\" is forbidden: ValidatingAdmissionPolicy 'guard' with binding 'guard' denied request: ";
    private const string Small = "`validations`:[{`expression`:`int(object.data.size) < 5`}]";

    [Fact]
    public async Task Denial_IsAnsweredWithTheExpression()
    {
        await using var server = await ApiServer.StartAsync();
        await server.ValidateAsync(Small);
        (await server.RefusalAsync()).ShouldBeEmpty();
        var (code, answer) = await server.MapAsync("m", "`size`:`9`");
        code.ShouldBe(422);
        answer.Root["reason"u8].AsString().ShouldBe("Invalid");
        answer.Root["message"u8].AsString().ShouldBe(Denied + "failed expression: int(object.data.size) < 5");
        answer.Root["details"u8].ToString().ShouldBe("""
            {"name":"m","kind":"configmaps","causes":[{"message":"ValidatingAdmissionPolicy 'guard' with binding 'guard' denied request: failed expression: int(object.data.size) \u003c 5"}]}
            """.Trim());
    }

    [Theory]
    [InlineData("`expression`:`false`,`message`:` too large `", 422, "Invalid", "too large")]
    [InlineData("`expression`:`false`,`message`:`no`,`reason`:`Forbidden`", 403, "Forbidden", "no")]
    [InlineData("`expression`:`false`,`message`:`no`,`reason`:`RequestEntityTooLarge`", 413, "RequestEntityTooLarge", "no")]
    [InlineData("`expression`:`false`,`message`:`no`,`messageExpression`:`'size ' + object.data.size`", 422, "Invalid", "size 1")]
    [InlineData("`expression`:`false`,`message`:`no`,`messageExpression`:`'  '`", 422, "Invalid", "no")]
    [InlineData("`expression`:`false`,`message`:`no`,`messageExpression`:`'a\\\\nb'`", 422, "Invalid", "no")]
    [InlineData("`expression`:`false`,`message`:`no`,`messageExpression`:`string(object.data.missing)`", 422, "Invalid", "no")]
    [InlineData("`expression`:`object.data.missing == 'a'`", 422, "Invalid", "expression 'object.data.missing == 'a'' resulted in error: no such key: missing")]
    public async Task Failure_SaysWhatThePolicySays(string validation, int code, string reason, string message)
    {
        await using var server = await ApiServer.StartAsync();
        await server.ValidateAsync($"`validations`:[{{{validation}}}]");
        var (answered, answer) = await server.MapAsync("m");
        (answered, answer.Root["reason"u8].AsString(), answer.Root["message"u8].AsString()).ShouldBe((code, reason, Denied + message));
    }

    [Theory]
    [InlineData("object.metadata.name == 'm' && object.kind == 'ConfigMap'")]
    [InlineData("oldObject == null && request.operation == 'CREATE' && request.name == 'm' && request.namespace == 'default'")]
    [InlineData("request.kind.kind == 'ConfigMap' && request.resource.resource == 'configmaps' && !has(request.subResource)")]
    [InlineData("request.userInfo.username == 'admin' && 'system:masters' in request.userInfo.groups")]
    [InlineData("namespaceObject.metadata.name == 'default'")]
    [InlineData("authorizer.group('').resource('pods').check('create').allowed()")]
    [InlineData("!authorizer.serviceAccount('default', 'nobody').group('').resource('pods').check('create').allowed()")]
    [InlineData("authorizer.requestResource.check('create').allowed()")]
    public async Task Expression_SeesTheRequest(string expression)
    {
        await using var server = await ApiServer.StartAsync();
        await server.ValidateAsync($"`validations`:[{{`expression`:`{expression}`}}]");
        (await server.RefusalAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task UpdateAndDelete_SeeTheObjectAsItWas()
    {
        await using var server = await ApiServer.StartAsync();
        await server.ValidateAsync("`validations`:[{`expression`:`request.operation == 'CREATE' || oldObject.data.size != '3'`}]");
        await server.MapAsync("m", "`size`:`3`");
        (await server.SendAsync(HttpMethod.Patch, Maps + "/m", """{"data":{"size":"4"}}""", "application/merge-patch+json")).Code.ShouldBe(422);
        (await server.SendAsync(HttpMethod.Delete, Maps + "/m")).Code.ShouldBe(422);
    }

    [Fact]
    public async Task Variables_AreComposedInOrder()
    {
        await using var server = await ApiServer.StartAsync();
        await server.ValidateAsync("""
            `variables`:[{`name`:`size`,`expression`:`int(object.data.size)`},{`name`:`double`,`expression`:`variables.size * 2`},{`name`:`unused`,`expression`:`object.nothing`}],
            `validations`:[{`expression`:`variables.double < 10`,`messageExpression`:`'twice is ' + string(variables.double)`}]
            """);
        (await server.RefusalAsync()).ShouldBeEmpty();
        (await server.RefusalAsync(data: "`size`:`6`")).ShouldBe(Denied + "twice is 12");
        (await server.RefusalAsync(data: "`other`:`6`")).ShouldBe(
            Denied + "expression 'variables.double < 10' resulted in error: composited variable \"double\" fails to evaluate: composited variable \"size\" fails to evaluate: no such key: size");
    }

    [Theory]
    [InlineData("`failurePolicy`:`Fail`", false)]
    [InlineData("`failurePolicy`:`Ignore`", true)]
    public async Task FailurePolicy_DecidesAboutErrors(string policy, bool isTaken)
    {
        await using var server = await ApiServer.StartAsync();
        await server.ValidateAsync(policy + ",`validations`:[{`expression`:`object.nothing == 1`}],`auditAnnotations`:[{`key`:`k`,`valueExpression`:`string(object.nothing)`}]");
        ((await server.RefusalAsync()).Length == 0).ShouldBe(isTaken);
    }

    [Fact]
    public async Task Budget_SpentByAllExpressionsTogether_IsAnError()
    {
        const string Expensive = "[0,1,2,3,4,5,6,7,8,9].all(a, [0,1,2,3,4,5,6,7,8,9].all(b, [0,1,2,3,4,5,6,7,8,9].all(c, [0,1,2,3,4,5,6,7,8,9].all(d, [0,1,2,3,4,5,6,7].all(e, e >= 0 && e < 9 && e >= 0 && e < 9 && e >= 0 && e < 9)))))";
        await using var server = await ApiServer.StartAsync();
        await server.ValidateAsync($"`validations`:[{string.Join(',', Enumerable.Repeat($"{{`expression`:`{Expensive}`}}", 40))}]");
        (await server.RefusalAsync()).ShouldBe(Denied + "validation failed due to running out of cost budget, no further validation rules will be run");
    }

    [Fact]
    public async Task Conditions_DecideWhetherThePolicyCounts()
    {
        await using var server = await ApiServer.StartAsync();
        await server.ValidateAsync("`matchConditions`:[{`name`:`large`,`expression`:`int(object.data.size) > 5`}],`validations`:[{`expression`:`false`,`message`:`no`}]");
        (await server.RefusalAsync()).ShouldBeEmpty();
        (await server.RefusalAsync(data: "`size`:`6`")).ShouldBe(Denied + "no");
        (await server.RefusalAsync(data: "`other`:`6`")).ShouldBe(Denied + "expression 'int(object.data.size) > 5' resulted in error: no such key: size");
    }

    [Fact]
    public async Task Policies_SeveralThatRefuse_AreToldByTheFirst()
    {
        await using var server = await ApiServer.StartAsync();
        await server.ValidateAsync("`validations`:[{`expression`:`false`,`message`:`b`}]", name: "b");
        await server.ValidateAsync("`validations`:[{`expression`:`true`},{`expression`:`false`,`message`:`first`},{`expression`:`false`,`message`:`second`}]", name: "a");
        (await server.RefusalAsync()).ShouldBe("configmaps \"m\" is forbidden: ValidatingAdmissionPolicy 'a' with binding 'a' denied request: first");
    }

    [Fact]
    public async Task PolicyWithoutBinding_RefusesNothing()
    {
        await using var server = await ApiServer.StartAsync();
        await server.MakeAsync("validatingadmissionpolicies", "idle", $"`matchConstraints`:{{`resourceRules`:[{MapRule}]}},`validations`:[{{`expression`:`false`}}]");
        (await server.RefusalAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Changes_CountFromTheNextWriteOn()
    {
        await using var server = await ApiServer.StartAsync();
        await server.ValidateAsync("`validations`:[{`expression`:`false`,`message`:`old`}]");
        const string Policy = Group + "validatingadmissionpolicies/guard", Binding = Group + "validatingadmissionpolicybindings/guard", Merge = "application/merge-patch+json";
        for (var round = 0; round < 20; round++)
        {
            (await server.SendAsync(HttpMethod.Patch, Policy, Json($"{{`spec`:{{`validations`:[{{`expression`:`false`,`message`:`round {round}`}}]}}}}"), Merge)).Code.ShouldBe(200);
            (await server.RefusalAsync()).ShouldBe($"{Denied}round {round}");
        }
        (await server.SendAsync(HttpMethod.Delete, Binding)).Code.ShouldBe(200);
        (await server.RefusalAsync()).ShouldBeEmpty();
    }
}

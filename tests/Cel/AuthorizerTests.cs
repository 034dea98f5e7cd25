namespace Timonier.Cel.Tests;

public sealed class AuthorizerTests
{
    [Fact]
    public void Check_OfAResource_CarriesAllThatWasSaid()
    {
        var authorizer = new RecordingAuthorizer();
        Evaluate("authorizer.group('apps').resource('deployments').subresource('status').namespace('ns').name('n').labelSelector('a=b').fieldSelector('c=d').check('get').allowed()", authorizer)
            .Value.ShouldBe(CelValue.True);
        var asked = authorizer.Asked.ShouldHaveSingleItem();
        (asked.Group, asked.Resource, asked.Subresource, asked.Namespace, asked.Name, asked.Verb).ShouldBe(("apps", "deployments", "status", "ns", "n", "get"));
        asked.LabelSelector!.ToString().ShouldBe("a=b");
        asked.FieldSelector!.ToString().ShouldBe("c=d");
        asked.ServiceAccount.ShouldBeNull();
    }

    [Fact]
    public void Check_OfAPath_ForAServiceAccount_AsksForIt()
    {
        var authorizer = new RecordingAuthorizer();
        Evaluate("authorizer.serviceAccount('kube-system', 'robot').path('/healthz').check('get').reason()", authorizer).Value.ShouldBe(CelValue.Of("because"));
        var asked = authorizer.Asked.ShouldHaveSingleItem();
        asked.ServiceAccount.ShouldBe(("kube-system", "robot"));
        (asked.Path, asked.Verb).ShouldBe(("/healthz", "get"));
    }

    [Theory]
    [InlineData("authorizer.path('').check('get').allowed()", "path must not be empty")]
    [InlineData("authorizer.serviceAccount('NS', 'a').path('/').check('get').allowed()", "Invalid service account namespace")]
    public void Question_ThatMakesNoSense_IsAnError(string expression, string message) =>
        Evaluate(expression, new RecordingAuthorizer()).Error!.Message.ShouldStartWith(message);

    [Fact]
    public void Check_Twice_FitsTheBudget_ThriceDoesNot()
    {
        const string Check = "authorizer.path('/a').check('get').allowed()";
        Evaluate($"{Check} && {Check}", new RecordingAuthorizer()).Error.ShouldBeNull();
        Evaluate($"{Check} && {Check} && {Check}", new RecordingAuthorizer()).Error!.Failure.ShouldBe(CelFailure.CostExceeded);
    }

    [Fact]
    public void Decision_WithAnError_TellsIt() =>
        Evaluate("authorizer.path('/broken').check('get').errored() ? authorizer.path('/broken').check('get').error() : ''", new RecordingAuthorizer())
            .Value.ShouldBe(CelValue.Of("no answer"));

    private static CelResult Evaluate(string expression, ICelAuthorizer authorizer) =>
        new CelEnvironment().Declare("authorizer", CelVariables.AuthorizerType).Compile(expression).Program!
            .Evaluate(new CelActivation().With("authorizer", CelVariables.Authorizer(authorizer)));

    private sealed class RecordingAuthorizer : ICelAuthorizer
    {
        public List<CelAccess> Asked { get; } = [];

        public CelDecision Check(CelAccess access)
        {
            Asked.Add(access);
            return access.Path == "/broken" ? new CelDecision(false, "", "no answer") : new CelDecision(true, "because");
        }
    }
}

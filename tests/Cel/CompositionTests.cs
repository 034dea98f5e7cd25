using Timonier.Documents;

namespace Timonier.Cel.Tests;

public sealed class CompositionTests
{
    [Fact]
    public void Variables_ReadEachOther_AndAreEvaluatedOnce()
    {
        var (environment, composition) = Compose(("big", "object.spec.replicas > 3"), ("both", "variables.big && object.spec.on"));
        var values = composition.Begin(Activation());
        var program = environment.Compile("variables.both && variables.big && variables.both").Program!;
        program.Evaluate(values).Value.ShouldBe(CelValue.True);
        // 4 for the first variable, 5 for the second, each once.
        values.Cost.ShouldBe(9);
    }

    [Fact]
    public void Variable_ThatIsNotRead_CostsNothing()
    {
        var (environment, composition) = Compose(("a", "1 / 0"), ("b", "true"));
        var values = composition.Begin(Activation());
        environment.Compile("variables.b || variables.a == 1").Program!.Evaluate(values).Value.ShouldBe(CelValue.True);
        values.Cost.ShouldBe(0);
    }

    [Fact]
    public void Variable_ThatFails_IsToldByItsName()
    {
        var (environment, composition) = Compose(("a", "1 / 0"));
        environment.Compile("variables.a == 1").Program!.Evaluate(composition.Begin(Activation())).Error!.Message
            .ShouldBe("composited variable \"a\" fails to evaluate: division by zero");
    }

    [Fact]
    public void Variable_IsTyped()
    {
        var (environment, _) = Compose(("n", "1 + 1"));
        environment.Compile("variables.n + 'a'").Issues[0].Message.ShouldBe("found no matching overload for '_+_' applied to '(int, string)'");
        environment.Compile("variables.m").Issues[0].Message.ShouldBe("undefined field 'm'");
    }

    [Fact]
    public void Variable_BeyondTheBudget_StopsIt()
    {
        var (environment, composition) = Compose(("a", "object.list.all(x, x > 0)"));
        var values = composition.Begin(Activation(), budget: 5);
        environment.Compile("variables.a").Program!.Evaluate(values).Error.ShouldNotBeNull();
        values.Stop!.Failure.ShouldBe(CelFailure.CostExceeded);
    }

    [Fact]
    public void Request_HasItsTypes()
    {
        var environment = new CelEnvironment().Declare("request", CelRequestTypes.AdmissionRequest).Declare("namespaceObject", CelRequestTypes.Namespace);
        environment.Compile("request.userInfo.groups.exists(g, g == 'system:masters') && request.kind.kind == 'Pod'").Program!.ResultType.ShouldBe(CelType.Bool);
        environment.Compile("namespaceObject.metadata.labels['a'] == 'b'").Program!.ResultType.ShouldBe(CelType.Bool);
        environment.Compile("request.namespace + namespaceObject.metadata.namespace").Program!.ResultType.ShouldBe(CelType.String);
        environment.Compile("request.user").Issues[0].Message.ShouldBe("undefined field 'user'");
    }

    private static (CelEnvironment Environment, CelComposition Composition) Compose(params (string Name, string Expression)[] variables)
    {
        var composition = new CelComposition();
        var environment = new CelEnvironment().Declare("object", CelType.Dyn).Declare("variables", composition.Type);
        foreach (var (name, expression) in variables) composition.Add(name, environment.Compile(expression));
        return (environment, composition);
    }

    private static CelActivation Activation() =>
        new CelActivation().With("object", CelDocument.Wrap(Document.Parse("""{"spec":{"replicas":5,"on":true},"list":[1,2,3]}""").Root, CelType.Dyn));
}

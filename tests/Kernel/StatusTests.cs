using Timonier.Kernel;

namespace Timonier.Kernel.Tests;

public class StatusTests
{
    private static readonly ResourceName Deployments = new("apps", "v1", "deployments");

    [Fact]
    public void Failures_NamedOnes_UseUpstreamsWords()
    {
        Status.NotFound(Deployments, "web").Message.ShouldBe("deployments.apps \"web\" not found");
        Status.AlreadyExists(new("", "v1", "pods"), "a").Message.ShouldBe("pods \"a\" already exists");
        Status.Conflict(Deployments, "web").Message.ShouldBe(
            "Operation cannot be fulfilled on deployments.apps \"web\": the object has been modified; please apply your changes to the latest version and try again");
        Status.Forbidden(new("", "v1", "pods"), "", "no").Message.ShouldBe("pods is forbidden: no");
        Status.Timeout("x").Code.ShouldBe(504);
    }

    [Fact]
    public void Invalid_OneOrMoreCauses_AreBracketedWhenSeveral()
    {
        var cause = FieldErrors.Invalid("spec.replicas", -1, FieldErrors.Negative);
        Status.Invalid("apps", "Deployment", "web", [cause]).Message.ShouldBe(
            "Deployment.apps \"web\" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0");
        Status.Invalid("", "Pod", "p", [cause, FieldErrors.Required("spec.containers")]).Message.ShouldBe(
            "Pod \"p\" is invalid: [spec.replicas: Invalid value: -1: must be greater than or equal to 0, spec.containers: Required value]");
    }

    [Fact]
    public void FieldErrors_Unsupported_ListsWhatIs() =>
        FieldErrors.NotSupported("f", "x", "A", "B").Message.ShouldBe("Unsupported value: \"x\": supported values: \"A\", \"B\"");
}

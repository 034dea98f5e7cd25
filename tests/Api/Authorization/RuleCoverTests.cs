using Timonier.Api.Authorization;

namespace Timonier.Api.Tests.Authorization;

public sealed class RuleCoverTests
{
    private static AccessRule Rule(string verbs, string resources, string names = "") => new(verbs.Split(' '))
    {
        Groups = [""],
        Resources = resources.Split(' '),
        ResourceNames = names.Length == 0 ? [] : names.Split(' '),
    };

    [Theory]
    [InlineData("get list", "pods", "", "get", "pods", "", true)]
    [InlineData("get", "pods", "", "get list", "pods", "", false)]
    [InlineData("*", "*", "", "delete", "pods/log", "x", true)]
    [InlineData("get", "pods", "a", "get", "pods", "", false)]
    [InlineData("get", "pods", "", "get", "pods", "a", true)]
    [InlineData("get", "*/log", "", "get", "pods/log", "", true)]
    [InlineData("get", "pods", "", "get", "pods/log", "", false)]
    [InlineData("get list watch", "pods", "", "*", "pods", "", false)]
    public void Rules_Held_CoverThoseWanted_OrNot(string verbs, string resources, string names, string wantedVerbs, string wantedResources, string wantedNames, bool covered) =>
        (RuleCover.Missing([Rule(verbs, resources, names)], [Rule(wantedVerbs, wantedResources, wantedNames)]).Count == 0).ShouldBe(covered);

    [Fact]
    public void Missing_Rules_AreToldByResource_WithTheirVerbsGathered() =>
        RuleCover.Describe(RuleCover.Missing([], [Rule("get list", "secrets pods")]))
            .ShouldBe("{APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"get\" \"list\"]}\n{APIGroups:[\"\"], Resources:[\"secrets\"], Verbs:[\"get\" \"list\"]}");
}

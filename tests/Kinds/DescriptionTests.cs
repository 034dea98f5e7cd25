namespace Timonier.Kinds.Tests;

public sealed class DescriptionTests
{
    public static TheoryData<string, string> Served => [.. KindCatalogue.BuiltIn.All.Select(k => (k.ApiVersion, k.Name))];

    [Theory]
    [MemberData(nameof(Served))]
    public void Kind_Served_IsDescribedDownToItsSecondLevel(string apiVersion, string name)
    {
        var kind = KindCatalogue.BuiltIn.FindKind(apiVersion, name).ShouldNotBeNull();
        kind.Schema.Description.ShouldNotBeEmpty();
        kind.Schema.Fields.SelectMany(f => Within(f).Prepend((f.Name, Field: f)))
            .Where(f => f.Field.Description.Length == 0).Select(f => f.Name).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("core.Container")]
    [InlineData("core.EphemeralContainer")]
    [InlineData("core.ContainerStatus")]
    [InlineData("core.Probe")]
    [InlineData("core.Volume")]
    [InlineData("core.Affinity")]
    [InlineData("core.PodSecurityContext")]
    [InlineData("core.SecurityContext")]
    [InlineData("core.NodeSystemInfo")]
    [InlineData("core.ServicePort")]
    [InlineData("apps.DeploymentStrategy")]
    [InlineData("meta.Status")]
    [InlineData("meta.DeleteOptions")]
    public void Type_OftenExplained_HasTextForEveryField(string type) =>
        KindCatalogue.BuiltIn.FindType(type).ShouldNotBeNull().Fields.Where(f => f.Description.Length == 0).Select(f => f.Name).ShouldBeEmpty();

    [Fact]
    public void Descriptions_All_AreOneShortSentence()
    {
        foreach (var kind in KindCatalogue.BuiltIn.Known)
            foreach (var (name, text) in Texts(kind))
            {
                text.ShouldEndWith(".", customMessage: name);
                text.Split(' ').Length.ShouldBeInRange(3, 20, name);
            }
    }

    private static IEnumerable<(string Name, Field Field)> Within(Field field)
    {
        var type = field.Type;
        while (type.Item is { } item) type = item;
        return type.Object is { } inside ? inside.Fields.Select(f => ($"{field.Name}.{f.Name}", f)) : [];
    }

    private static IEnumerable<(string Name, string Text)> Texts(Kind kind) =>
        kind.Schema.Fields.SelectMany(f => Within(f).Prepend((f.Name, Field: f)))
            .Select(f => ($"{kind.Name}.{f.Name}", f.Field.Description))
            .Append((kind.Name, kind.Schema.Description)).Where(t => t.Item2.Length > 0);
}

namespace Timonier.Kinds.Tests;

public sealed class DescriptionTests
{
    private static readonly Dictionary<string, ObjectType> Types = ServedTypes();

    public static TheoryData<string> Names => [.. Types.Keys];

    public static TheoryData<string, string> Served => [.. KindCatalogue.BuiltIn.All.Select(k => (k.ApiVersion, k.Name))];

    [Theory]
    [MemberData(nameof(Served))]
    public void Kind_Served_IsDescribed(string apiVersion, string name) =>
        KindCatalogue.BuiltIn.FindKind(apiVersion, name).ShouldNotBeNull().Schema.Description.ShouldNotBeEmpty();

    [Theory]
    [MemberData(nameof(Names))]
    public void Type_ThatAServedKindReaches_HasTextForEveryField(string type) =>
        Types[type].Fields.Where(f => f.Description.Length == 0).Select(f => f.Name).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Names))]
    public void Descriptions_OfFields_AreOneShortSentence(string type)
    {
        foreach (var field in Types[type].Fields)
        {
            field.Description.ShouldEndWith(".", customMessage: field.Name);
            field.Description.Split(' ').Length.ShouldBeInRange(2, 20, field.Name);
        }
    }

    [Fact]
    public void ServedTypes_All_AreReached() => Types.Count.ShouldBeGreaterThan(400);

    private static Dictionary<string, ObjectType> ServedTypes()
    {
        var types = new Dictionary<string, ObjectType>(StringComparer.Ordinal);
        foreach (var kind in KindCatalogue.BuiltIn.All) Reach(kind.Schema);
        return types;

        void Reach(ObjectType type)
        {
            if (!types.TryAdd(type.SchemaName, type)) return;
            foreach (var field in type.Fields)
            {
                var inside = field.Type;
                while (inside.Item is { } item) inside = item;
                if (inside.Object is { } next) Reach(next);
            }
        }
    }
}

using Timonier.Documents;

namespace Timonier.Kinds.Tests.Rules;

public class RuleFilesTests
{
    private static readonly Dictionary<string, RuleCase> Cases = RuleCases.All().ToDictionary(c => c.Name, StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Validate_Case_SaysWhatTheFileSays(string name)
    {
        var it = Cases[name];
        var found = Validation.Validate(it.Group, it.Kind, Document.Parse(it.Now), it.Old is null ? null : Document.Parse(it.Old), it.Part);
        string.Join('\n', found.Select(c => $"{c.Field}: {c.Message}")).ShouldBe(it.Said);
    }
}

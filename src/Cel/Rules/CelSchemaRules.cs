using Timonier.Documents;

namespace Timonier.Cel;

/// <summary>
/// The validation rules of a schema, compiled, in the shape of the schema. What is wrong with them and what they may
/// cost is told for whoever admits the schema; a schema with faults still checks by the rules that are good.
/// </summary>
public sealed partial class CelSchemaRules
{
    private readonly Rules root;
    private readonly List<CelRuleFault> faults = [];
    private readonly List<CelRuleCost> costs = [];

    private CelSchemaRules(Node schema, bool isResource) => root = Compile(schema, isResource, "", 1, uncorrelatable: null) ?? new Rules();

    public IReadOnlyList<CelRuleFault> Faults => faults;

    public IReadOnlyList<CelRuleCost> Costs => costs;

    public bool IsEmpty => root.IsEmpty;

    /// <param name="schema">A structural schema.</param>
    /// <param name="isResource">Whether the schema is that of whole objects.</param>
    public static CelSchemaRules Compile(Node schema, bool isResource = true) => new(schema, isResource);

    /// <param name="uncorrelatable">The list above this place whose items cannot be told from one another; null where old values are known.</param>
    private Rules? Compile(Node schema, bool isResource, string path, ulong times, string? uncorrelatable)
    {
        var rules = new Rules { Type = CelSchema.ToType(schema, isResource), JsonType = schema["type"].AsString() };
        var index = 0;
        foreach (var entry in schema["x-kubernetes-validations"].Items)
            CompileRule(rules, schema, CelRule.Read(entry), $"{Join(path, "x-kubernetes-validations")}[{index++}]", times, uncorrelatable);
        foreach (var member in schema["properties"].Members)
            if (Compile(member.Value, isResource: false, $"{Join(path, "properties")}[{member.Name}]", times, uncorrelatable) is { } property) rules.Properties[member.Name] = property;
        var many = Many(rules.Type, times);
        var values = schema["additionalProperties"];
        if (values.IsObject) rules.Values = Compile(values, isResource: false, Join(path, "additionalProperties"), many, uncorrelatable);
        if (!schema["items"].IsObject) return rules.IsEmpty ? null : rules;
        var isMapList = rules.Type?.ListKind == CelListKind.Map;
        rules.Values = Compile(schema["items"], isResource: false, Join(path, "items"), many, isMapList ? uncorrelatable : uncorrelatable ?? path);
        return rules.IsEmpty ? null : rules;
    }

    private void CompileRule(Rules rules, Node schema, CelRule rule, string path, ulong times, string? uncorrelatable)
    {
        if (rules.Type is null) return;
        var environment = new CelEnvironment().Declare("self", rules.Type).Declare("oldSelf", rule.HasOptionalOldSelf ? CelType.Optional(rules.Type) : rules.Type);
        if (Compile(environment, rule.Rule, CelKind.Bool, path + ".rule", "cel expression must evaluate to a bool") is not { } program) return;
        var message = rule.MessageExpression.Length == 0 ? null
            : Compile(environment, rule.MessageExpression, CelKind.String, path + ".messageExpression", "messageExpression must evaluate to a string");
        if (uncorrelatable is not null && program.Variables.Contains("oldSelf"))
            faults.Add(new CelRuleFault(path + ".rule", rule.Rule, $"oldSelf cannot be used on the uncorrelatable portion of the schema within {uncorrelatable}"));
        costs.Add(new CelRuleCost(path + ".rule", (CelCost.Exactly(program.Estimate.Most) * CelCost.Exactly(times)).Most));
        if (message is not null) costs.Add(new CelRuleCost(path + ".messageExpression", (CelCost.Exactly(message.Estimate.Most) * CelCost.Exactly(times)).Most));
        var blamed = RulePath.Follow(rule.FieldPath, schema);
        if (blamed is null) faults.Add(new CelRuleFault(path + ".fieldPath", rule.FieldPath, "fieldPath must be a valid path: it does not refer to a field of the schema"));
        rules.Own.Add(new CompiledRule(rule, program, message, blamed ?? ""));
    }

    private CelProgram? Compile(CelEnvironment environment, string text, CelKind wanted, string path, string whenOther)
    {
        var compilation = environment.Compile(text.Trim());
        if (compilation.Program is null) faults.Add(new CelRuleFault(path, text, compilation.Failure));
        else if (compilation.Program.ResultType.Kind != wanted) faults.Add(new CelRuleFault(path, text, whenOther));
        else return compilation.Program;
        return null;
    }

    private static ulong Many(CelType? container, ulong times) =>
        container is { MaxSize: >= 0 } ? (CelCost.Exactly((ulong)container.MaxSize) * CelCost.Exactly(times)).Most : times;

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>A rule ready to be asked, and the path from its value to the field that it blames.</summary>
    private sealed record CompiledRule(CelRule Text, CelProgram Program, CelProgram? Message, string Blamed)
    {
        public bool IsTransition { get; } = Program.Variables.Contains("oldSelf");
    }

    /// <summary>The rules of one place of the schema and of the places below it.</summary>
    private sealed class Rules
    {
        public CelType? Type { get; init; }
        public string JsonType { get; init; } = "object";
        public List<CompiledRule> Own { get; } = [];
        public Dictionary<string, Rules> Properties { get; } = new(StringComparer.Ordinal);

        /// <summary>Of the items of a list, or the values of a map.</summary>
        public Rules? Values { get; set; }

        public bool IsEmpty => Own.Count == 0 && Properties.Count == 0 && Values is null;
    }
}

using Timonier.Cel.Costs;
using Timonier.Cel.Functions;
using Timonier.Kernel;

namespace Timonier.Cel.Libraries;

/// <summary>Questions of access, put together step by step and then asked.</summary>
internal static class AuthorizerLibrary
{
    internal static readonly CelType AuthorizerType = CelType.Opaque("kubernetes.authorization.Authorizer");
    private static readonly CelType PathType = CelType.Opaque("kubernetes.authorization.PathCheck");
    private static readonly CelType GroupType = CelType.Opaque("kubernetes.authorization.GroupCheck");
    internal static readonly CelType ResourceType = CelType.Opaque("kubernetes.authorization.ResourceCheck");
    private static readonly CelType DecisionType = CelType.Opaque("kubernetes.authorization.Decision");

    // So much that one expression can ask twice.
    private static readonly CallCost Asking = CallCost.Fixed(350_000);

    private static readonly CallCost Selector = new(
        (arguments, in _) => SelectorCost(CelCost.Exactly((ulong)arguments[1].Size)).Most,
        arguments => new CallEstimate(SelectorCost(arguments[1].Size)));

    public static void AddTo(FunctionTable table)
    {
        foreach (var type in (CelType[])[AuthorizerType, PathType, GroupType, ResourceType, DecisionType]) table.Type(type);
        table.Member("path", [AuthorizerType, CelType.String], PathType, a => Path(a[0], a[1].AsString()));
        table.Member("group", [AuthorizerType, CelType.String], GroupType, a => Next(a[0], GroupType, q => q, group: a[1].AsString()));
        table.Member("serviceAccount", [AuthorizerType, CelType.String, CelType.String], AuthorizerType, a => ServiceAccount(a[0], a[1].AsString(), a[2].AsString()));
        table.Member("resource", [GroupType, CelType.String], ResourceType, a => With(a, (q, text) => q with { Resource = text }));
        table.Member("subresource", [ResourceType, CelType.String], ResourceType, a => With(a, (q, text) => q with { Subresource = text }));
        table.Member("namespace", [ResourceType, CelType.String], ResourceType, a => With(a, (q, text) => q with { Namespace = text }));
        table.Member("name", [ResourceType, CelType.String], ResourceType, a => With(a, (q, text) => q with { Name = text }));
        table.Member("fieldSelector", [ResourceType, CelType.String], ResourceType, a => With(a, (q, text) => q with { FieldSelector = FieldSelector.TryParse(text, out var selector, out _) ? selector : null }), Selector);
        table.Member("labelSelector", [ResourceType, CelType.String], ResourceType, a => With(a, (q, text) => q with { LabelSelector = LabelSelector.TryParse(text, out var selector, out _) ? selector : null }), Selector);
        table.Member("check", [PathType, CelType.String], DecisionType, Check, Asking);
        table.Member("check", [ResourceType, CelType.String], DecisionType, Check, Asking);
        table.Member("allowed", [DecisionType], CelType.Bool, a => CelValue.Of(Answer(a[0]).IsAllowed));
        table.Member("reason", [DecisionType], CelType.String, a => CelValue.Of(Answer(a[0]).Reason));
        table.Member("errored", [DecisionType], CelType.Bool, a => CelValue.Of(Answer(a[0]).Error is not null));
        table.Member("error", [DecisionType], CelType.String, a => CelValue.Of(Answer(a[0]).Error ?? ""));
    }

    internal static CelValue Ask(CelType type, ICelAuthorizer authorizer, CelAccess access) => CelValue.Of(new Question(type, authorizer, access));

    /// <summary>A selector becomes a list of requirements; the shortest is of two characters.</summary>
    private static CelCost SelectorCost(CelCost length) =>
        CelCost.Exactly(CallCost.NewList) + length.Times(CallCost.PerCharacter) + length.Times(0.5).Times(CallCost.NewList + CallCost.NewMessage);

    private static CelValue Path(in CelValue from, string path) =>
        string.IsNullOrWhiteSpace(path) ? CelValue.Error("path must not be empty") : Next(from, PathType, q => q with { Path = path });

    private static CelValue ServiceAccount(in CelValue from, string @namespace, string name)
    {
        if (Names.Dns1123Subdomain(name) is { Length: > 0 } nameFaults) return CelValue.Error($"Invalid service account name: [{string.Join(' ', nameFaults)}]");
        if (Names.Dns1123Label(@namespace) is { Length: > 0 } faults) return CelValue.Error($"Invalid service account namespace: [{string.Join(' ', faults)}]");
        return Next(from, AuthorizerType, q => q with { ServiceAccount = (@namespace, name) });
    }

    private static CelValue With(ReadOnlySpan<CelValue> arguments, Func<CelAccess, string, CelAccess> change)
    {
        var text = arguments[1].AsString();
        return Next(arguments[0], ResourceType, q => change(q, text));
    }

    private static CelValue Next(in CelValue from, CelType type, Func<CelAccess, CelAccess> change, string? group = null)
    {
        var question = (Question)from.AsOpaque();
        var access = change(question.Access);
        return CelValue.Of(new Question(type, question.Authorizer, group is null ? access : access with { Group = group }));
    }

    private static CelValue Check(ReadOnlySpan<CelValue> arguments)
    {
        var question = (Question)arguments[0].AsOpaque();
        return CelValue.Of(new Decided(question.Authorizer.Check(question.Access with { Verb = arguments[1].AsString() })));
    }

    private static CelDecision Answer(in CelValue value) => ((Decided)value.AsOpaque()).Decision;

    private sealed class Question(CelType type, ICelAuthorizer authorizer, CelAccess access) : CelOpaque(type)
    {
        public ICelAuthorizer Authorizer => authorizer;
        public CelAccess Access => access;
    }

    private sealed class Decided(CelDecision decision) : CelOpaque(DecisionType)
    {
        public CelDecision Decision => decision;
    }
}

using Timonier.Documents;
using Timonier.Kinds.Views;

namespace Timonier.Api.FlowControl;

/// <summary>A FlowSchema, ready to be asked: which requests it means, and how it tells them apart.</summary>
internal sealed class FlowSchema
{
    private readonly FlowRule[] rules;
    private readonly string distinguisher;

    public FlowSchema(Document document)
    {
        Name = document.Name;
        Uid = document.Uid;
        var spec = document.Spec;
        Precedence = spec["matchingPrecedence"u8].AsInt64();
        Level = spec["priorityLevelConfiguration"u8]["name"u8].AsString();
        distinguisher = spec["distinguisherMethod"u8]["type"u8].AsString();
        rules = [.. new NodeList<FlowRule>(spec["rules"u8], static r => new FlowRule(r))];
    }

    public string Name { get; }
    public string Uid { get; }
    public long Precedence { get; }

    /// <summary>The name of the priority level.</summary>
    public string Level { get; }

    public bool Matches(in FlowRequest request)
    {
        foreach (var rule in rules)
            if (rule.Matches(request)) return true;
        return false;
    }

    /// <summary>Which of the schema's flows it belongs to.</summary>
    public string FlowOf(in FlowRequest request) => distinguisher switch
    {
        "ByUser" => request.User.Name,
        "ByNamespace" => request.Namespace,
        _ => "",
    };
}

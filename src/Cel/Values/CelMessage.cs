namespace Timonier.Cel;

/// <summary>What a message literal makes: the fields that were written, in their order, under their names in documents.</summary>
public sealed class CelMessage : CelMap
{
    private readonly CelType type;
    private readonly List<KeyValuePair<string, CelValue>> fields;

    internal CelMessage(CelType type, List<KeyValuePair<string, CelValue>> fields)
    {
        this.type = type;
        this.fields = fields;
    }

    public override CelType Type => type;

    public IReadOnlyList<KeyValuePair<string, CelValue>> Fields => fields;

    public override int Count => fields.Count;

    public override IEnumerable<CelValue> Keys => fields.Select(f => CelValue.Of(f.Key));

    public override bool TryFind(CelValue key, out CelValue value)
    {
        value = default;
        return key.Kind == CelKind.String && TryFindJson(key.AsString(), out value);
    }

    public override bool TryFindField(string name, out CelValue value)
    {
        value = default;
        return type.Fields?.Find(name) is { } field && TryFindJson(field.JsonName, out value);
    }

    private bool TryFindJson(string name, out CelValue value)
    {
        value = default;
        foreach (var field in fields)
        {
            if (field.Key != name) continue;
            value = field.Value;
            return true;
        }
        return false;
    }
}

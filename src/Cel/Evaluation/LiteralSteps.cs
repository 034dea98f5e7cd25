using Timonier.Cel.Costs;

namespace Timonier.Cel.Evaluation;

internal sealed class ListStep((Step Value, bool IsOptional)[] items) : Step
{
    public override CelValue Run(Frame frame)
    {
        var values = new List<CelValue>(items.Length);
        foreach (var (step, isOptional) in items)
        {
            var value = step.Run(frame);
            if (value.IsError) return value;
            if (isOptional && !value.TryGetOptional(out value)) continue;
            values.Add(value);
        }
        frame.Charge(CallCost.NewList);
        return CelValue.Of(CelList.Of(values));
    }
}

internal sealed class MapStep((Step Key, Step Value, bool IsOptional)[] entries) : Step
{
    public override CelValue Run(Frame frame)
    {
        var made = new Dictionary<CelValue, CelValue>(entries.Length, CelValueComparer.Instance);
        foreach (var (keyStep, valueStep, isOptional) in entries)
        {
            var key = keyStep.Run(frame);
            if (key.IsError) return key;
            var value = valueStep.Run(frame);
            if (value.IsError) return value;
            if (key.Kind is not (CelKind.String or CelKind.Bool or CelKind.Int or CelKind.Uint)) return CelValue.Error($"unsupported key type: {key.Type.Name}");
            if (isOptional && !value.TryGetOptional(out value)) continue;
            made[key] = value;
        }
        frame.Charge(CallCost.NewMap);
        return CelValue.Of(CelMap.Of(made));
    }
}

internal sealed class MessageStep(CelType type, (string Name, Step Value, bool IsOptional)[] fields) : Step
{
    public override CelValue Run(Frame frame)
    {
        var made = new List<KeyValuePair<string, CelValue>>(fields.Length);
        foreach (var (name, step, isOptional) in fields)
        {
            var value = step.Run(frame);
            if (value.IsError) return value;
            if (isOptional && !value.TryGetOptional(out value)) continue;
            made.Add(new KeyValuePair<string, CelValue>(name, value));
        }
        frame.Charge(CallCost.NewMessage);
        return CelValue.Of(new CelMessage(type, made));
    }
}

using Timonier.Cel.Functions;

namespace Timonier.Cel.Evaluation;

/// <summary>A part of a program ready to run. Steps are immutable and shared by all evaluations.</summary>
internal abstract class Step
{
    public abstract CelValue Run(Frame frame);
}

internal sealed class ConstantStep(CelValue value) : Step
{
    public CelValue Value => value;

    public override CelValue Run(Frame frame) => value;
}

/// <summary>A variable from outside, asked for when it is first used.</summary>
internal sealed class VariableStep(string name, int slot, ulong cost) : Step
{
    private readonly CelValue missing = CelValue.Error($"no such attribute(s): {name}");

    public override CelValue Run(Frame frame)
    {
        frame.Charge(cost);
        ref var value = ref frame.Slots[slot];
        if (value.Kind == CelKind.Unset && !frame.Activation.TryFind(name, out value)) value = missing;
        return value;
    }
}

/// <summary>A variable of a macro.</summary>
internal sealed class LocalStep(int slot, ulong cost) : Step
{
    public override CelValue Run(Frame frame)
    {
        frame.Charge(cost);
        return frame.Slots[slot];
    }
}

internal sealed class FieldStep(Step operand, string field, bool isOptional) : Step
{
    public override CelValue Run(Frame frame)
    {
        var container = operand.Run(frame);
        if (container.IsError) return container;
        frame.Charge(1);
        return isOptional ? Indexing.GetOptionalField(container, field) : Indexing.GetField(container, field);
    }
}

/// <summary>has(): costs nothing beyond what finding the object costs.</summary>
internal sealed class PresenceStep(Step operand, string field) : Step
{
    public override CelValue Run(Frame frame)
    {
        var container = operand.Run(frame);
        if (container.IsError) return container;
        if (container.Kind == CelKind.Optional && !container.TryGetOptional(out container)) return CelValue.False;
        return CelValue.Of(container.Kind == CelKind.Map && container.AsMap().TryFindField(field, out _));
    }
}

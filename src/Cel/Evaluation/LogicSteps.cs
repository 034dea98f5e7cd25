namespace Timonier.Cel.Evaluation;

/// <summary>
/// And, or: the side that decides wins even over an error of the other side. <paramref name="deciding"/> is false
/// for and, true for or.
/// </summary>
internal sealed class LogicStep(Step left, Step right, bool deciding) : Step
{
    public override CelValue Run(Frame frame)
    {
        var a = left.Run(frame);
        if (a.Kind == CelKind.Bool && a.AsBool() == deciding) return a;
        var b = right.Run(frame);
        if (b.Kind == CelKind.Bool && b.AsBool() == deciding) return b;
        if (a.Kind == CelKind.Bool && b.Kind == CelKind.Bool) return b;
        return a.IsError ? a : b.IsError ? b : CelValue.NoSuchOverload;
    }
}

internal sealed class ConditionalStep(Step condition, Step whenTrue, Step whenFalse) : Step
{
    public override CelValue Run(Frame frame)
    {
        var value = condition.Run(frame);
        if (value.Kind != CelKind.Bool) return value.IsError ? value : CelValue.NoSuchOverload;
        return value.AsBool() ? whenTrue.Run(frame) : whenFalse.Run(frame);
    }
}

/// <summary>or() and orValue() of optionals: the other side is evaluated only when there is no value.</summary>
internal sealed class OrElseStep(Step optional, Step other, bool unwraps) : Step
{
    public override CelValue Run(Frame frame)
    {
        var value = optional.Run(frame);
        if (value.Kind != CelKind.Optional) return value.IsError ? value : CelValue.NoSuchOverload;
        if (value.TryGetOptional(out var held)) return unwraps ? held : value;
        return other.Run(frame);
    }
}

/// <summary>cel.bind: makes room for a value that is evaluated when it is first read, then kept.</summary>
internal sealed class BindStep(Step body, int slot) : Step
{
    public override CelValue Run(Frame frame)
    {
        frame.Slots[slot] = default;
        return body.Run(frame);
    }
}

internal sealed class BoundStep(Step value, int slot, ulong cost) : Step
{
    public override CelValue Run(Frame frame)
    {
        frame.Charge(cost);
        if (frame.Slots[slot].Kind == CelKind.Unset) frame.Slots[slot] = value.Run(frame);
        return frame.Slots[slot];
    }
}

/// <summary>optMap and optFlatMap.</summary>
internal sealed class OptionalMapStep(Step target, Step body, int slot, bool isFlat) : Step
{
    public override CelValue Run(Frame frame)
    {
        var before = frame.Cost;
        var value = target.Run(frame);
        frame.Charge(1);
        if (value.Kind != CelKind.Optional) return value.IsError ? value : CelValue.NoSuchOverload;
        if (!value.TryGetOptional(out var held)) return CelValue.NoValue;
        // The target counts twice, for asking and for reading, as it does where the macro is unfolded.
        frame.Charge(frame.Cost - before);
        frame.Slots[slot] = held;
        var result = body.Run(frame);
        if (result.IsError || isFlat) return result;
        frame.Charge(1);
        return CelValue.Optional(result);
    }
}

using System.Text.RegularExpressions;
using Timonier.Cel.Costs;
using Timonier.Cel.Functions;
using Timonier.Cel.Patterns;

namespace Timonier.Cel.Evaluation;

/// <summary>A call of any function: evaluates all arguments, takes the first form that fits them, and charges what it costs.</summary>
internal sealed class CallStep(string function, IReadOnlyList<Overload> overloads, Step[] arguments) : Step
{
    private readonly Overload[] overloads = [.. overloads];

    public override CelValue Run(Frame frame)
    {
        switch (arguments.Length)
        {
            case 1:
                return Finish(frame, [arguments[0].Run(frame)]);
            case 2:
                return Finish(frame, [arguments[0].Run(frame), arguments[1].Run(frame)]);
            default:
                var values = new CelValue[arguments.Length];
                for (var i = 0; i < values.Length; i++) values[i] = arguments[i].Run(frame);
                return Finish(frame, values);
        }
    }

    private CelValue Finish(Frame frame, ReadOnlySpan<CelValue> values)
    {
        foreach (ref readonly var value in values)
        {
            if (!value.IsError) continue;
            frame.Charge(1);
            return value;
        }
        if (frame.IsStopped) return frame.Stopped;
        foreach (var overload in overloads)
        {
            if (!overload.Accepts(values)) continue;
            var result = overload.Body(values);
            frame.Charge(overload.Cost.Actual(values, result));
            return result;
        }
        frame.Charge(1);
        return NoSuchOverload(values);
    }

    private CelValue NoSuchOverload(ReadOnlySpan<CelValue> values)
    {
        // Operators do not say what they were given.
        if (!char.IsAsciiLetter(function[0])) return CelValue.NoSuchOverload;
        var names = new string[values.Length];
        for (var i = 0; i < names.Length; i++) names[i] = values[i].Type.Name;
        return CelValue.Error($"no such overload: {function}({string.Join(", ", names)})");
    }
}

/// <summary>Equality, which any two values have.</summary>
internal sealed class EqualityStep(Step left, Step right, bool isNegated) : Step
{
    public override CelValue Run(Frame frame)
    {
        var a = left.Run(frame);
        var b = right.Run(frame);
        frame.Charge(a.Kind == CelKind.Opaque ? 1 : CelCost.Scale((ulong)Math.Min(a.Size, b.Size), CallCost.PerCharacter));
        if (a.IsError) return a;
        if (b.IsError) return b;
        return frame.IsStopped ? frame.Stopped : CelValue.Of(CelValue.AreEqual(a, b) != isNegated);
    }
}

internal enum OrderTest : byte { Less, LessOrEqual, Greater, GreaterOrEqual }

/// <summary>Order. Numbers, by far the most of what rules compare, take the short way.</summary>
internal sealed class OrderStep(OrderTest test, Step left, Step right) : Step
{
    public override CelValue Run(Frame frame)
    {
        var a = left.Run(frame);
        var b = right.Run(frame);
        if (a.Kind == CelKind.Int && b.Kind == CelKind.Int)
        {
            frame.Charge(1);
            return CelValue.Of(Holds(a.AsInt().CompareTo(b.AsInt())));
        }
        var isText = a.Kind is CelKind.String or CelKind.Bytes && a.Kind == b.Kind;
        frame.Charge(isText ? CelCost.Scale((ulong)Math.Min(a.Size, b.Size), CallCost.PerCharacter) : 1);
        if (a.IsError) return a;
        if (b.IsError) return b;
        if (a.Kind != b.Kind && !(a.IsNumber && b.IsNumber)) return CelValue.NoSuchOverload;
        if (a.Kind is CelKind.List or CelKind.Map or CelKind.Null or CelKind.Type or CelKind.Opaque or CelKind.Optional) return CelValue.NoSuchOverload;
        return CelValue.Of(Holds(Operators.Compare(a, b)));
    }

    private bool Holds(int order) => order != CelNumbers.Unordered && test switch
    {
        OrderTest.Less => order < 0,
        OrderTest.LessOrEqual => order <= 0,
        OrderTest.Greater => order > 0,
        _ => order >= 0,
    };
}

/// <summary>Reading by position or key.</summary>
internal sealed class IndexStep(Step container, Step index, bool isOptional) : Step
{
    public override CelValue Run(Frame frame)
    {
        var held = container.Run(frame);
        var at = index.Run(frame);
        frame.Charge(1);
        if (held.IsError) return held;
        if (at.IsError) return at;
        return isOptional || held.Kind == CelKind.Optional ? Indexing.GetOptional(held, at) : Indexing.Get(held, at);
    }
}

/// <summary>Membership in a list that is written out: looked up in a set, at no cost.</summary>
internal sealed class MemberOfConstantStep(Step item, HashSet<CelValue> items) : Step
{
    public override CelValue Run(Frame frame)
    {
        var value = item.Run(frame);
        return value.IsError ? value : CelValue.Of(items.Contains(value));
    }
}

/// <summary>A function over a text and a pattern. Compiled patterns are kept with the program, up to a bound.</summary>
internal sealed class PatternStep(Func<string, Regex, CelValue> body, CallCost cost, Step text, Step pattern, PatternCache patterns) : Step
{
    public override CelValue Run(Frame frame)
    {
        var read = text.Run(frame);
        var wanted = pattern.Run(frame);
        frame.Charge(cost.Actual([read, wanted], default));
        if (read.IsError) return read;
        if (wanted.IsError) return wanted;
        if (frame.IsStopped) return frame.Stopped;
        if (read.Kind != CelKind.String || wanted.Kind != CelKind.String) return CelValue.NoSuchOverload;
        return patterns.TryGet(wanted.AsString(), out var regex, out var fault) ? Re2.Apply(regex, read.AsString(), body) : CelValue.Error(fault);
    }
}

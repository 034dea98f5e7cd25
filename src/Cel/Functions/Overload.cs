using Timonier.Cel.Costs;

namespace Timonier.Cel.Functions;

internal delegate CelValue FunctionBody(ReadOnlySpan<CelValue> arguments);

/// <summary>One form of a function. Of a member function the receiver is the first parameter.</summary>
internal sealed record Overload(string Function, bool IsMember, CelType[] Parameters, CelType Result, FunctionBody Body, CallCost Cost)
{
    /// <summary>Whether values of unknown type turn out to be what this form takes.</summary>
    public bool Accepts(ReadOnlySpan<CelValue> arguments)
    {
        for (var i = 0; i < Parameters.Length; i++)
            if (!Accepts(Parameters[i], arguments[i])) return false;
        return true;
    }

    private static bool Accepts(CelType parameter, in CelValue value) => parameter.Kind switch
    {
        CelKind.Dyn or CelKind.Parameter => true,
        CelKind.Object => value.Kind == CelKind.Map,
        CelKind.Wrapper => value.Kind == CelKind.Null || Accepts(parameter.Parameters[0], value),
        CelKind.Opaque => value.Kind == CelKind.Opaque && value.AsOpaque().Type.Name == parameter.Name,
        CelKind.Optional => value.Kind == CelKind.Optional && (!value.TryGetOptional(out var inner) || Accepts(parameter.Parameters[0], inner)),
        CelKind.List => value.Kind == CelKind.List && AcceptsItem(parameter.Parameters[0], value.AsList()),
        _ => value.Kind == parameter.Kind,
    };

    /// <summary>The first item tells lists of texts from lists of numbers; items of one list are of one kind.</summary>
    private static bool AcceptsItem(CelType element, CelList list) =>
        element.Kind is CelKind.Dyn or CelKind.Parameter || list.Count == 0 || Accepts(element, list[0]);
}

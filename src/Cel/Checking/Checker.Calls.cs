using Timonier.Cel.Functions;
using Timonier.Cel.Patterns;
using Timonier.Cel.Syntax;

namespace Timonier.Cel.Checking;

internal sealed partial class Checker
{
    private CelType OfCall(Call call)
    {
        // A receiver that is a chain of names may be the first part of a function's name: sets.contains.
        if (call.Target is not null && Parser.MessageName(call.Target) is { } prefix && functions.Find(prefix.TrimStart('.') + "." + call.Function) is not null)
        {
            call.Function = prefix.TrimStart('.') + "." + call.Function;
            call.Target = null;
        }
        if (call.Function == "format") formats++;
        var operands = call.Operands;
        var arguments = new CelType[operands.Length];
        for (var i = 0; i < arguments.Length; i++) arguments[i] = TypeOf(operands[i]);
        if (call.Function == "format") formats--;
        if (functions.Find(call.Function.TrimStart('.')) is not { } overloads) return Undeclared(call.Position, call.Function);
        if (call.Target is null) call.Function = call.Function.TrimStart('.');
        var result = Resolve(call, overloads, arguments);
        if (call.Arguments is [.., Literal { Value.Kind: CelKind.String } literal]) CheckLiteral(call, literal);
        return result;
    }

    private CelType Resolve(Call call, IReadOnlyList<Overload> overloads, CelType[] arguments)
    {
        var fitting = new List<Overload>();
        CelType? result = null;
        foreach (var overload in overloads)
        {
            if (overload.IsMember != call.Target is not null || overload.Parameters.Length != arguments.Length) continue;
            var renamed = new Dictionary<string, CelType>(StringComparer.Ordinal);
            var places = Array.ConvertAll(overload.Parameters, p => types.Refresh(p, renamed));
            if (!types.TryAssign(arguments, places)) continue;
            fitting.Add(overload);
            var produced = types.Resolve(types.Refresh(overload.Result, renamed));
            result = result is null || result.Equals(produced) ? produced : CelType.Dyn;
        }
        call.Overloads = fitting;
        return result ?? NoOverload(call.Position, call.Function, arguments, call.Target is not null);
    }

    private CelType NoOverload(int position, string function, CelType[] arguments, bool isMember = false)
    {
        var names = arguments.Select(a => types.Resolve(a, isFinal: false)).Select(a => a.ToString()).ToArray();
        var signature = isMember ? $"{names[0]}.({string.Join(", ", names.Skip(1))})" : $"({string.Join(", ", names)})";
        return Report(position, $"found no matching overload for '{function}' applied to '{signature}'");
    }

    private static bool TryPattern(Call call, string text)
    {
        if (!Re2.TryCompile(text, out var regex, out _)) return false;
        call.Pattern = (text, regex);
        return true;
    }

    /// <summary>Texts that are written out are read at once, so that a faulty rule is never stored.</summary>
    private void CheckLiteral(Call call, Literal literal)
    {
        var text = literal.Value.AsString();
        var isValid = call.Function switch
        {
            "duration" => CelDurations.TryParse(text, out _),
            "timestamp" => CelTimes.TryParse(text, out _),
            "matches" => TryPattern(call, text),
            _ => true,
        };
        if (!isValid) source.Report(literal.Position, $"invalid {call.Function} argument");
    }
}

namespace Timonier.Cel.Checking;

/// <summary>What the type parameters of calls and of empty literals have turned out to be.</summary>
internal sealed class Unifier
{
    private readonly Dictionary<string, CelType> bound = new(StringComparer.Ordinal);

    /// <summary>What was known before each change, so that an overload that does not fit leaves no trace.</summary>
    private readonly Stack<(string Parameter, CelType? Before)> changes = new();

    private int fresh;

    public CelType NewParameter() => CelType.Parameter($"_var{fresh++}");

    /// <summary>Whether all types fit their places; what was learnt about parameters is kept only if they do.</summary>
    public bool TryAssign(ReadOnlySpan<CelType> types, ReadOnlySpan<CelType> places)
    {
        if (types.Length != places.Length) return false;
        changes.Clear();
        for (var i = 0; i < types.Length; i++)
        {
            if (IsAssignable(types[i], places[i])) continue;
            while (changes.TryPop(out var change))
            {
                if (change.Before is null) bound.Remove(change.Parameter);
                else bound[change.Parameter] = change.Before;
            }
            return false;
        }
        return true;
    }

    public bool TryAssign(CelType type, CelType place) => TryAssign([type], [place]);

    /// <summary>The signature with parameters of its own, so that one call's findings do not bind another's.</summary>
    public CelType Refresh(CelType type, Dictionary<string, CelType> renamed)
    {
        if (type.Kind == CelKind.Parameter)
        {
            if (!renamed.TryGetValue(type.Name, out var parameter)) renamed[type.Name] = parameter = NewParameter();
            return parameter;
        }
        return type.Parameters.Count == 0 ? type : type.WithParameters([.. type.Parameters.Select(p => Refresh(p, renamed))]);
    }

    /// <summary>The type with its parameters replaced by what they are known to be; what is unknown becomes dyn when asked.</summary>
    public CelType Resolve(CelType type, bool isFinal = false)
    {
        if (type.Kind == CelKind.Parameter)
            return bound.TryGetValue(type.Name, out var found) ? Resolve(found, isFinal) : isFinal ? CelType.Dyn : type;
        if (type.Parameters.Count == 0) return type;
        var changed = false;
        var parameters = new CelType[type.Parameters.Count];
        for (var i = 0; i < parameters.Length; i++)
        {
            parameters[i] = Resolve(type.Parameters[i], isFinal);
            changed |= !ReferenceEquals(parameters[i], type.Parameters[i]);
        }
        return changed ? type.WithParameters(parameters) : type;
    }

    private bool IsAssignable(CelType type, CelType place)
    {
        type = Shallow(type);
        place = Shallow(place);
        if (place.Kind == CelKind.Parameter) return Bind(place, type);
        if (type.Kind == CelKind.Parameter) return Bind(type, place);
        if (type.IsDyn || place.IsDyn) return true;
        if (type.Kind == CelKind.Null && IsNullable(place)) return true;
        if (place.Kind == CelKind.Null && IsNullable(type)) return true;
        if (place.Kind == CelKind.Wrapper && type.Kind != CelKind.Wrapper) return IsAssignable(type, place.Parameters[0]);
        if (type.Kind == CelKind.Wrapper && place.Kind != CelKind.Wrapper) return IsAssignable(type.Parameters[0], place);
        // A type of something fits where any type is wanted.
        if (type.Kind == CelKind.Type && place.Kind == CelKind.Type) return true;
        if (type.Kind != place.Kind || type.Name != place.Name || type.Parameters.Count != place.Parameters.Count) return false;
        for (var i = 0; i < type.Parameters.Count; i++)
            if (!IsAssignable(type.Parameters[i], place.Parameters[i])) return false;
        return true;
    }

    private bool Bind(CelType parameter, CelType type)
    {
        if (type.Kind == CelKind.Parameter && type.Name == parameter.Name) return true;
        if (bound.TryGetValue(parameter.Name, out var known))
        {
            if (!IsAssignable(type, known)) return false;
            if (IsMoreGeneral(type, known) && !Mentions(type, parameter.Name)) Learn(parameter, type);
            return true;
        }
        if (Mentions(type, parameter.Name)) return false;
        Learn(parameter, type);
        return true;
    }

    private void Learn(CelType parameter, CelType type)
    {
        changes.Push((parameter.Name, bound.GetValueOrDefault(parameter.Name)));
        bound[parameter.Name] = type;
    }

    private CelType Shallow(CelType type)
    {
        while (type.Kind == CelKind.Parameter && bound.TryGetValue(type.Name, out var found) && found.Kind == CelKind.Parameter) type = found;
        return type;
    }

    public bool IsMoreGeneral(CelType type, CelType other)
    {
        if (type.IsDyn) return true;
        if (other.IsDyn) return false;
        if (type.Kind == CelKind.Parameter) return !bound.ContainsKey(type.Name);
        if (type.Kind == CelKind.Null && other.Kind != CelKind.Null) return false;
        if (type.Kind == CelKind.Wrapper && other.Kind != CelKind.Wrapper) return true;
        if (type.Kind != other.Kind || type.Parameters.Count != other.Parameters.Count) return false;
        for (var i = 0; i < type.Parameters.Count; i++)
            if (!IsMoreGeneral(type.Parameters[i], other.Parameters[i])) return false;
        return true;
    }

    private bool Mentions(CelType type, string parameter) =>
        type.Kind == CelKind.Parameter
            ? type.Name == parameter || (bound.TryGetValue(type.Name, out var found) && Mentions(found, parameter))
            : type.Parameters.Any(p => Mentions(p, parameter));

    private static bool IsNullable(CelType type) =>
        type.Kind is CelKind.Null or CelKind.Object or CelKind.Opaque or CelKind.Timestamp or CelKind.Duration or CelKind.Wrapper;
}

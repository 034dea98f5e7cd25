using Timonier.Cel.Costs;

namespace Timonier.Cel.Functions;

/// <summary>The functions of an environment by name, and the types that may be named in expressions.</summary>
internal sealed class FunctionTable
{
    private readonly Dictionary<string, List<Overload>> functions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CelType> types = new(StringComparer.Ordinal);

    public IReadOnlyList<Overload>? Find(string name) => functions.GetValueOrDefault(name);

    public CelType? FindType(string name) => types.GetValueOrDefault(name);

    public void Type(string name, CelType type) => types[name] = type;

    public void Type(CelType type) => types[type.Name] = type;

    public void Global(string name, CelType[] parameters, CelType result, FunctionBody body, CallCost? cost = null) =>
        Add(new Overload(name, IsMember: false, parameters, result, body, cost ?? CallCost.One));

    public void Member(string name, CelType[] parameters, CelType result, FunctionBody body, CallCost? cost = null) =>
        Add(new Overload(name, IsMember: true, parameters, result, body, cost ?? CallCost.One));

    private void Add(Overload overload)
    {
        if (!functions.TryGetValue(overload.Function, out var overloads)) functions[overload.Function] = overloads = [];
        overloads.Add(overload);
    }
}

namespace Timonier.Cel;

/// <summary>A few variables by name.</summary>
public sealed class CelActivation : ICelActivation
{
    private readonly List<(string Name, CelValue Value)> variables = [];

    public static readonly CelActivation Empty = new();

    public CelActivation With(string name, CelValue value)
    {
        variables.Add((name, value));
        return this;
    }

    public bool TryFind(string name, out CelValue value)
    {
        foreach (var variable in variables)
        {
            if (variable.Name != name) continue;
            value = variable.Value;
            return true;
        }
        value = default;
        return false;
    }
}

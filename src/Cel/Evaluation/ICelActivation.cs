namespace Timonier.Cel;

/// <summary>The values of variables for one evaluation; each is asked for at most once, and only if it is used.</summary>
public interface ICelActivation
{
    bool TryFind(string name, out CelValue value);
}

namespace Timonier.Cel;

/// <summary>Finds the object types that message literals name, such as <c>Object.spec{...}</c>.</summary>
public interface ICelTypes
{
    CelType? Find(string name);
}

namespace Timonier.Scheduling.Framework;

/// <summary>What would make a node do for a pod.</summary>
/// <param name="Change">The smallest change, for a person.</param>
/// <param name="IsLasting">Waiting does not bring it about: even an empty, healthy node of this kind would not do.</param>
/// <param name="Distance">How far it is, to compare nodes: 1 is an ordinary obstacle.</param>
public readonly record struct Advice(string Change, bool IsLasting = false, double Distance = 1)
{
    public static implicit operator Advice(string change) => new(change);

    public static Advice Lasting(string change, double distance = 1) => new(change, IsLasting: true, distance);
}

namespace Timonier.Kernel;

/// <summary>The only source of chance in the product, so that a simulation can replay it from a seed.</summary>
public interface IIdSource
{
    /// <summary>A version 4 UUID in lower case with dashes, as used for <c>metadata.uid</c>.</summary>
    string NextUid();

    /// <summary>
    /// <paramref name="length"/> characters of upstream's name alphabet (<c>bcdfghjklmnpqrstvwxz2456789</c>),
    /// as appended to <c>generateName</c>.
    /// </summary>
    string NextSuffix(int length = 5);

    /// <summary>A number in [0, 1), for jitter.</summary>
    double NextDouble();
}

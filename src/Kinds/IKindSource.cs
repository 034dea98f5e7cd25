namespace Timonier.Kinds;

/// <summary>The kinds of this moment. Custom ones come and go, so whoever serves requests asks again for each of them.</summary>
public interface IKindSource
{
    KindCatalogue Current { get; }

    /// <summary>Ends when <see cref="Current"/> has been replaced by another.</summary>
    Task Replaced { get; }
}

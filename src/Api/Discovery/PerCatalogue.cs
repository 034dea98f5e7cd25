using Timonier.Kinds;

namespace Timonier.Api.Discovery;

/// <summary>Something made from all kinds and what it was before, made anew when they have changed and it is asked for.</summary>
internal sealed class PerCatalogue<T>(IKindSource kinds, Func<KindCatalogue, T?, T> make)
    where T : class
{
    private volatile Made? made;

    public T Current
    {
        get
        {
            var catalogue = kinds.Current;
            if (made is { } present && present.Catalogue == catalogue) return present.Value;
            // Two requests may both make it, to the same effect.
            var anew = new Made(catalogue, make(catalogue, made?.Value));
            made = anew;
            return anew.Value;
        }
    }

    private sealed record Made(KindCatalogue Catalogue, T Value);
}

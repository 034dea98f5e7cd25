namespace Timonier.Api.Discovery;

/// <summary>Something made from a source and what it was before, made anew when the source has changed and it is asked for.</summary>
internal sealed class Derived<TSource, T>(Func<TSource, T?, T> make)
    where TSource : notnull
    where T : class
{
    private volatile Made? made;

    public T Of(TSource source)
    {
        if (made is { } present && EqualityComparer<TSource>.Default.Equals(present.Source, source)) return present.Value;
        // Two requests may both make it, to the same effect.
        var anew = new Made(source, make(source, made?.Value));
        made = anew;
        return anew.Value;
    }

    private sealed record Made(TSource Source, T Value);
}

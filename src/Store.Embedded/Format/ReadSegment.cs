namespace Timonier.Store.Embedded;

/// <param name="Sound">Where the good records end.</param>
/// <param name="Length">Where what was written ends; behind that there are only zeros, the room for more.</param>
internal readonly record struct ReadSegment(string Path, long First, long Last, long Sound, long Length)
{
    /// <summary>It ends in a write that was cut short.</summary>
    public bool IsTorn => Length > Sound;
}

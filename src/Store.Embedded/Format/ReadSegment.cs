namespace Timonier.Store.Embedded;

/// <param name="Sound">Where the good records end.</param>
/// <param name="Length">Where the file ends.</param>
internal readonly record struct ReadSegment(string Path, long First, long Last, long Sound, long Length);

namespace Timonier.Store.Embedded;

/// <summary>
/// Everything that the store asks of a file system, so that a test can cut the power between any two calls.
/// What is written is durable after <see cref="IStoreFile.Flush"/>; names after <see cref="FlushDirectory"/>.
/// </summary>
internal interface IStoreFiles
{
    void CreateDirectory(string directory);

    /// <summary>The paths of the files in it.</summary>
    IReadOnlyList<string> List(string directory);

    /// <summary>Makes an empty file, in place of one of that name.</summary>
    IStoreFile Create(string path);

    IStoreFile Open(string path);

    IStoreFile OpenToRead(string path);

    /// <summary>0 for a file that is not there.</summary>
    long LengthOf(string path);

    /// <summary>Puts the file in the place of whatever has the other name.</summary>
    void Rename(string from, string to);

    /// <summary>Does nothing when the file is not there.</summary>
    void Delete(string path);

    /// <summary>Makes creations, renames and removals in that folder durable.</summary>
    void FlushDirectory(string directory);

    /// <summary>Held by one process at a time, until disposed.</summary>
    /// <exception cref="IOException">Another process holds it.</exception>
    IDisposable Lock(string path);
}

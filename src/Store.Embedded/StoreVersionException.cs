namespace Timonier.Store.Embedded;

/// <summary>A file of the store has a layout that this version does not know: a newer one has written it.</summary>
public sealed class StoreVersionException(string file, uint version) : IOException(
    $"{file} has format version {version} and this timonier reads version {FileHeader.Version}: start the version that wrote it");

namespace Timonier.Contracts.Store;

/// <summary>A store that keeps values in another form than it shows them, and whose form may change with time.</summary>
public interface IStoreForm
{
    /// <summary>Whether an entry that this store gave stands in another form than it would be written in now.</summary>
    bool IsOutdated(StoreEntry entry);
}

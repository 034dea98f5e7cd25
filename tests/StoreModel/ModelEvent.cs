using Timonier.Contracts.Store;

namespace Timonier.Tests.StoreModel;

/// <param name="Deadline">Seconds of the model's clock after which the key is gone; 0 for never.</param>
public sealed record ModelEntry(string Key, string Text, long Revision, long CreateRevision, long Deadline)
{
    public override string ToString() => $"{Key}={Text}@{Revision}/{CreateRevision}";
}

public sealed record ModelEvent(StoreEventKind Kind, long Revision, ModelEntry Entry, ModelEntry? Previous)
{
    public override string ToString() => $"{Revision} {Kind} {Entry} <- {Previous}";
}

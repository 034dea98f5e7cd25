using System.Runtime.CompilerServices;
using Timonier.Contracts.Store;
using Timonier.Kinds;
using Timonier.Kinds.Custom;

namespace Timonier.Api.CustomResources;

/// <summary>
/// The store as a kind sees it. Built-in objects are stored as they are shown; custom ones may stand there in another
/// version, or in the form of an older schema, and are shown in today's.
/// </summary>
internal sealed class KindStores(IRevisionStore store, VersionConversion conversion)
{
    // A shape that goes takes along what was made for it.
    private readonly ConditionalWeakTable<CustomShape, CustomStore> views = [];

    public IRevisionStore Plain => store;

    public IRevisionStore For(Kind kind) => kind.Custom is { } shape ? views.GetValue(shape, _ => new CustomStore(store, kind, conversion)) : store;

    /// <summary>Whether an entry that the kind's store gave stands in another form than it would be written in now.</summary>
    public static bool IsOutdated(IRevisionStore view, StoreEntry entry) => view is IStoreForm form && form.IsOutdated(entry);
}

namespace Timonier.Cel;

/// <summary>A list of values, read by position; implementations may make items as they are read.</summary>
public abstract class CelList
{
    public abstract int Count { get; }

    public abstract CelValue this[int index] { get; }

    internal virtual CelListKind Kind => CelListKind.Atomic;

    internal virtual IReadOnlyList<string> MapKeys => [];

    public static CelList Of(IReadOnlyList<CelValue> items) => items is CelValue[] array ? new ArrayList(array, array.Length) : new ArrayList([.. items], items.Count);

    internal sealed class ArrayList(CelValue[] items, int count) : CelList
    {
        public override int Count => count;

        public override CelValue this[int index] => items[index];
    }
}

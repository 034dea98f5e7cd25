using System.Runtime.InteropServices;

namespace Timonier.Cel.Evaluation;

/// <summary>Walks what a macro ranges over, setting the macro's variables for each round.</summary>
internal struct Cursor
{
    private readonly CelList? list;
    private readonly CelMap? map;
    private readonly IEnumerator<CelValue>? keys;
    private readonly int count;
    private int position;

    public Cursor(in CelValue range)
    {
        if (range.Kind == CelKind.List) list = range.AsList();
        else if (range.Kind == CelKind.Map) map = range.AsMap();
        keys = map?.Keys.GetEnumerator();
        count = list?.Count ?? map?.Count ?? 0;
    }

    public readonly CelList? List => list;

    public readonly bool IsRange => list is not null || map is not null;

    public readonly bool HasNext => position < count;

    public readonly int Count => count;

    public bool MoveNext(Frame frame, in FoldSlots slots)
    {
        if (position >= count || !frame.MayGoOn() || (keys is not null && !keys.MoveNext())) return false;
        var first = keys?.Current ?? (slots.Second < 0 ? list![position] : CelValue.Of((long)position));
        frame.Slots[slots.First] = first;
        if (slots.Second >= 0) frame.Slots[slots.Second] = map is null ? list![position] : map.TryFind(first, out var value) ? value : CelValue.Null;
        position++;
        return true;
    }
}

/// <summary>Where a macro's variables are kept; the second is -1 for macros with one.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FoldSlots(int First, int Second);

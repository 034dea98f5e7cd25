using System.Text;
using Timonier.Kernel;

namespace Timonier.Kinds;

/// <summary>The rules that many fields share.</summary>
internal readonly partial record struct Place
{
    /// <summary>The text is required; otherwise what <paramref name="rule"/> finds.</summary>
    public void RequiredText(Func<string, string[]>? rule = null)
    {
        if (Text.Length == 0) Required();
        else if (rule is not null) InvalidEach(rule(Text));
    }

    /// <summary>An enumeration whose default was filled in before: only a value that is there is checked.</summary>
    public bool OneOf(params ReadOnlySpan<string> supported)
    {
        if (!Exists) return true;
        foreach (var value in supported)
            if (value == Text) return true;
        Add(FieldErrors.NotSupported(Path, Text, supported));
        return false;
    }

    public void NotNegative()
    {
        if (Number < 0) Invalid(FieldErrors.Negative);
    }

    public void InRange(long low, long high)
    {
        if (Number < low || Number > high) Add(FieldErrors.Invalid(Path, Number, Names.InRange(low, high)));
    }

    public void NotNegative(params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields) this[field].NotNegative();
    }

    /// <summary>A text that has to be there and has to be one of these.</summary>
    public void Choice(params ReadOnlySpan<string> supported)
    {
        if (Text.Length == 0) Required();
        else OneOf(supported);
    }

    public void RequiredText(string detail)
    {
        if (Text.Length == 0) Required(detail);
    }

    public void RequiredTexts(params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields) this[field].RequiredText();
    }

    public void AtMostBytes(int limit)
    {
        if (Encoding.UTF8.GetByteCount(Text) > limit) TooLong(limit);
    }

    public void AtMostItems(int limit)
    {
        if (Count > limit) Add(FieldErrors.TooMany(Path, Count, limit));
    }

    /// <summary>A field that no update may change.</summary>
    public void Immutable(string detail = FieldErrors.Immutable)
    {
        if (Changed) Invalid(detail);
    }

    public void Immutable(params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields) this[field].Immutable();
    }

    /// <summary>Whether this write is an update that gives the field another meaning.</summary>
    public bool Changed => IsUpdate && !Sameness.Loosely(Node, Old);

    /// <summary>Which of these fields are there, in this order.</summary>
    public IReadOnlyList<Place> Present(params ReadOnlySpan<string> fields)
    {
        var present = new List<Place>();
        foreach (var field in fields)
            if (this[field].Exists) present.Add(this[field]);
        return present;
    }
}

namespace Timonier.Documents;

public sealed partial class FieldSet
{
    private const string Self = ".";

    /// <summary>Reads the FieldsV1 form.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static FieldSet Parse(string json) => Read(Draft.From(Document.Parse(json).Root));

    /// <summary>Reads the FieldsV1 form; steps of unknown kinds are passed over.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static FieldSet Read(Draft fields)
    {
        if (fields is not DraftObject members) throw new FormatException("a field set must be a JSON object");
        var level = new Builder();
        foreach (var (name, value) in members)
        {
            if (name == Self) continue;
            if (FieldStep.Parse(name) is not { } step) continue;
            var below = Read(value);
            level.Add(step, IsOwned((DraftObject)value), below);
        }
        return level.Build();
    }

    /// <summary>The FieldsV1 form, sorted.</summary>
    public DraftObject ToDraft() => Write(self: false);

    public override string ToString() => ToDraft().ToString();

    /// <summary>Whether a path of this set is in the one that is written there, which is not read further than needed.</summary>
    internal bool Meets(DraftObject fields)
    {
        foreach (var entry in entries)
        {
            if (fields[entry.Step.Text] is not DraftObject below) continue;
            if ((entry.Owned && IsOwned(below)) || entry.Below.Meets(below)) return true;
        }
        return false;
    }

    /// <summary>Whether every path of this set is in the one that is written there.</summary>
    internal bool IsWithin(DraftObject fields)
    {
        foreach (var entry in entries)
        {
            if (fields[entry.Step.Text] is not DraftObject below) return false;
            if ((entry.Owned && !IsOwned(below)) || !entry.Below.IsWithin(below)) return false;
        }
        return true;
    }

    /// <summary>Whether the set that is written there is this one; nothing of it is read for that.</summary>
    internal bool IsWritten(DraftObject fields)
    {
        if (fields.Count - (fields.Has(Self) ? 1 : 0) != entries.Length) return false;
        foreach (var entry in entries)
        {
            if (fields[entry.Step.Text] is not DraftObject below) return false;
            if (entry.Owned != IsOwned(below) || !entry.Below.IsWritten(below)) return false;
        }
        return true;
    }

    private static bool IsOwned(DraftObject below) => below.Count == 0 || below.Has(Self);

    private DraftObject Write(bool self)
    {
        var draft = new DraftObject();
        if (self && !IsEmpty) draft[Self] = new DraftObject();
        foreach (var entry in entries) draft[entry.Step.Text] = entry.Below.Write(entry.Owned);
        return draft;
    }
}

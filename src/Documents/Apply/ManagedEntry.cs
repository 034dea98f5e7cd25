namespace Timonier.Documents;

/// <summary>
/// The fields of one manager. The set is read only when it is asked for: most writes leave the entries of most
/// managers as they are.
/// </summary>
public sealed class ManagedEntry
{
    private readonly Draft? text;
    private FieldSet? fields;

    public ManagedEntry(ManagerId id, string apiVersion, string? time, FieldSet fields) : this(id, apiVersion, time, fields, null) { }

    private ManagedEntry(ManagerId id, string apiVersion, string? time, FieldSet? fields, Draft? text)
    {
        (Id, ApiVersion, Time) = (id, apiVersion, time);
        (this.fields, this.text) = (fields, text);
    }

    public ManagerId Id { get; }
    public string ApiVersion { get; }

    /// <summary>When the manager last wrote something, in the API's form; null when that is not known.</summary>
    public string? Time { get; }
    public FieldSet Fields => fields ??= FieldSet.Read(text!);
    public bool IsEmpty => fields?.IsEmpty ?? text is DraftObject { Count: 0 };

    /// <summary>Whether one of these paths is among the fields; answered without reading the whole set.</summary>
    public bool Meets(FieldSet paths) => fields is null && text is DraftObject written ? paths.Meets(written) : !Fields.Intersection(paths).IsEmpty;

    /// <summary>Whether all of these paths are among the fields.</summary>
    public bool Covers(FieldSet paths) => fields is null && text is DraftObject written ? paths.IsWithin(written) : paths.Difference(Fields).IsEmpty;

    /// <summary>Whether the fields are exactly these paths.</summary>
    public bool Says(FieldSet paths) => fields is null && text is DraftObject written ? paths.IsWritten(written) : Fields.Equals(paths);

    public ManagedEntry With(FieldSet set) => new(Id, ApiVersion, Time, set, null);

    public ManagedEntry At(string time) => new(Id, ApiVersion, time, fields, text);

    /// <exception cref="FormatException">It is not a valid entry.</exception>
    public static ManagedEntry Read(Draft entry)
    {
        if (entry is not DraftObject members) throw new FormatException("an entry must be an object");
        var applies = members.String("operation") switch
        {
            "Apply" => true,
            "Update" => false,
            _ => throw new FormatException("operation must be `Apply` or `Update`"),
        };
        var apiVersion = members.String("apiVersion");
        if (apiVersion.Length == 0) throw new FormatException("apiVersion must not be empty");
        if (members.String("fieldsType") != "FieldsV1") throw new FormatException("fieldsType must be FieldsV1");
        var id = new ManagerId(members.String("manager"), applies, applies ? "" : apiVersion, members.String("subresource"));
        return new ManagedEntry(id, apiVersion, members["time"]?.AsString(), null, members["fieldsV1"] ?? new DraftObject());
    }

    public DraftObject ToDraft()
    {
        var draft = new DraftObject
        {
            ["manager"] = Id.Name,
            ["operation"] = Id.Applies ? "Apply" : "Update",
            ["apiVersion"] = ApiVersion,
        };
        if (Time is not null) draft["time"] = Time;
        draft["fieldsType"] = "FieldsV1";
        draft["fieldsV1"] = text ?? Fields.ToDraft();
        if (Id.Subresource.Length > 0) draft["subresource"] = Id.Subresource;
        return draft;
    }
}

using Timonier.Cel;

namespace Timonier.Kinds;

/// <summary>The objects of kinds as types of the expression language, for telling early what no object can have.</summary>
internal static class KindTypes
{
    public static CelType Of(Kind kind) => kind.Custom is { } custom
        ? CelType.Object(new CustomFields(kind.Name, CelSchema.ToType(custom.Version["schema"u8]["openAPIV3Schema"u8], isResource: true)))
        : Of(kind.Schema);

    private static CelType Of(ObjectType type) => CelType.Object(new Fields(type));

    private static CelType Of(FieldType type) => type.Shape switch
    {
        FieldShape.String or FieldShape.Duration => CelType.String,
        FieldShape.Int32 or FieldShape.Int64 => CelType.Int,
        FieldShape.Double => CelType.Double,
        FieldShape.Bool => CelType.Bool,
        FieldShape.Bytes => CelType.Bytes,
        FieldShape.Time or FieldShape.MicroTime => CelType.Timestamp,
        FieldShape.Object => Of(type.Object!),
        FieldShape.List => CelType.List(Of(type.Item!)),
        FieldShape.Map => CelType.Map(CelType.String, Of(type.Item!)),
        // Texts or numbers, and what the server does not look into.
        _ => CelType.Dyn,
    };

    // Names are known as they are and as expressions escape them: objects are read by the former, since they are of no type then.
    private sealed class Fields(ObjectType type) : CelObjectType(type.SchemaName)
    {
        public override CelField? Find(string name) =>
            (type.Find(name) ?? type.Find(CelNames.Unescape(name))) is { } field ? new CelField(field.Name, KindTypes.Of(field.Type)) : null;
    }

    /// <summary>What every object has, and what the definition says of this one.</summary>
    private sealed class CustomFields(string name, CelType? defined) : CelObjectType(name)
    {
        private static readonly CelType Metadata = KindTypes.Of(Custom.CustomShape.MetadataType);

        public override CelField? Find(string name) => name switch
        {
            "metadata" => new CelField(name, Metadata),
            "apiVersion" or "kind" => new CelField(name, CelType.String),
            _ => defined?.Fields?.Find(name),
        };
    }
}

using Timonier.Api.Pipeline;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Writes;

/// <summary>Brings a body into the form of its kind, or says in upstream's words why that cannot be done.</summary>
internal static class WriteChecks
{
    /// <summary>Types, unknown and repeated fields; adds warnings where the caller asked for them.</summary>
    /// <param name="refusal">How to answer a body that cannot be read; without it, as to one that was sent whole.</param>
    /// <param name="old">The stored object that the body was made from, if it was.</param>
    public static Status? Decode(Kind kind, DraftObject body, IReadOnlyList<string> duplicates, FieldValidation validation, List<string> warnings, Func<string, Status>? refusal = null, Document? old = null)
    {
        refusal ??= why => CannotHandle(kind, why);
        if (WrongKind(kind, body) is { } wrong) return wrong;
        // An empty list asks to forget all owners; as an empty field it would be dropped below.
        if (body["metadata"] is DraftObject metadata && metadata["managedFields"] is DraftArray { Count: 0 } owners) owners.Add(new DraftObject());
        body["apiVersion"] = kind.ApiVersion;
        body["kind"] = kind.Name;
        var outcome = Decoding.Check(kind, body, old);
        if (!outcome.Succeeded) return refusal(outcome.Error!);
        switch (validation)
        {
            case FieldValidation.Strict when outcome.StrictError(duplicates) is { } strict:
                return refusal(strict);
            case FieldValidation.Warn:
                warnings.AddRange(outcome.Warnings(duplicates));
                break;
            default:
                break;
        }
        return null;
    }

    public static Status OtherNamespace { get; } = Status.BadRequest("the namespace of the provided object does not match the namespace sent on the request");

    /// <summary>A whole object says its name, and it must be that of the URL.</summary>
    public static Status? Unnamed(string said, string name) => said.Length > 0
        ? Misnamed(said, name)
        : Status.BadRequest($"the name of the object ({name} based on URL) was undeterminable: name must be provided");

    /// <summary>A name in a body must be that of the URL; none at all is taken from there.</summary>
    public static Status? Misnamed(string said, string name) => said.Length == 0 || said == name
        ? null
        : Status.BadRequest($"the name of the object ({said}) does not match the name on the URL ({name})");

    /// <summary>An applied configuration, in YAML or JSON, or why it cannot be applied.</summary>
    /// <param name="warnings">Gets what it says twice, where that is no reason to refuse it.</param>
    public static (DraftObject? Config, Status? Failure) Configuration(Kind kind, PatchBody patch, FieldValidation validation, List<string> warnings)
    {
        DraftObject config;
        try
        {
            // JSON is YAML, and read as such only when it has something to complain about.
            var isPlain = patch.Utf8.Span.TrimStart(" \t\r\n"u8) is [(byte)'{', ..] && DuplicateFields.Find(patch.Utf8.Span).Count == 0;
            string? repeated = null;
            if ((isPlain ? Draft.From(Document.Parse(patch.Utf8).Root) : Yaml.Parse(patch.Utf8, out repeated)) is not DraftObject mapping)
                return (null, Status.BadRequest("error decoding YAML: yaml: the document is not a mapping"));
            config = mapping;
            if (repeated is not null && validation == FieldValidation.Strict) return (null, Status.BadRequest($"error strict decoding YAML: error converting YAML to JSON: {repeated}"));
            if (repeated is not null && validation == FieldValidation.Warn) warnings.AddRange(DecodingOutcome.Lines(repeated));
        }
        catch (DocumentSyntaxException e)
        {
            return (null, Status.BadRequest($"error decoding YAML: {e.Message}"));
        }
        var (version, name) = (config.String("apiVersion"), config.String("kind"));
        if (version != kind.ApiVersion || name != kind.Name) return (null, Status.BadRequest($"invalid object type: {Shown(version, name)}"));
        var metadata = config["metadata"] as DraftObject;
        if (metadata?["managedFields"] is { Kind: not NodeKind.Null }) return (null, Status.BadRequest("metadata.managedFields must be nil"));
        if (ConfigCheck.Mistakes(kind.Patching, config, kind.Resource.Qualified == "secrets" ? FieldErrors.HiddenSecret : null) is { } mistakes)
            return (null, new Status(500, "", $"failed to create typed patch object ({metadata?.String("namespace")}/{metadata?.String("name")}; {Shown(version, name)}): {mistakes}"));
        return (config, null);
    }

    private static string Shown(string version, string name) => $"{(version.Contains('/', StringComparison.Ordinal) ? version : "/" + version)}, Kind={name}";

    public static Status CannotHandle(Kind kind, string why) => Status.BadRequest($"{kind.Name} in version \"{kind.Version}\" cannot be handled as a {kind.Name}: {why}");

    private static Status? WrongKind(Kind kind, DraftObject body)
    {
        var (version, name) = (body.String("apiVersion"), body.String("kind"));
        if (version.Length > 0 && version != kind.ApiVersion)
            return Status.BadRequest($"the API version in the data ({version}) does not match the expected API version ({kind.ApiVersion})");
        if (name.Length == 0 || name == kind.Name) return null;
        return KindCatalogue.BuiltIn.FindKind(kind.ApiVersion, name) is not null
            ? Status.BadRequest($"{name} in version \"{kind.Version}\" cannot be handled as a {kind.Name}: converting ({kind.Version}.{name}) to ({kind.Version}.{kind.Name}): unknown conversion")
            : Status.BadRequest($"{name} in version \"{kind.Version}\" cannot be handled as a {kind.Name}: no kind \"{name}\" is registered for version \"{kind.ApiVersion}\" in scheme \"k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30\"");
    }
}
